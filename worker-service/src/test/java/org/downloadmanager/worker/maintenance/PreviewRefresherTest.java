package org.downloadmanager.worker.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.previews.Preview;
import org.downloadmanager.previews.Previews;
import org.downloadmanager.worker.generation.sql.PreviewBuilder;
import org.downloadmanager.worker.generation.sql.Sources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreviewRefresherTest {

    @TempDir
    Path directory;

    @Test
    void aFailingExportDoesNotAffectOtherPreviews() throws Exception {
        // Given
        Sources sources = new Sources();
        Catalog catalog = Catalog.read(Files.writeString(directory.resolve("catalog.yaml"), """
                sources:
                  test: {url: "jdbc:duckdb:"}
                exports:
                  broken: {title: Broken, source: test, query: "FROM nowhere", columns: [n], key: n, formats: [csv]}
                  first: {title: First, source: test, query: "SELECT 1 AS n", columns: [n], key: n, formats: [csv]}
                  second: {title: Second, source: test, query: "SELECT 2 AS n", columns: [n], key: n, formats: [csv]}
                """)).withSimulated();
        Board board = new Board("broken", "second");

        // When
        new PreviewRefresher(catalog, board, new PreviewBuilder(catalog, sources, Clock.systemUTC())).makeWanted();
        sources.close();

        // Then
        assertThat(board.put.keySet()).containsExactly("second");
        assertThat(board.asked).containsExactlyInAnyOrder("broken", "first", "second");
    }

    /** Requests some previews, and records those that it receives. */
    private static final class Board implements Previews {

        private final Set<String> wanted;
        private final Set<String> asked = new HashSet<>();
        private final Map<String, Preview> put = new HashMap<>();

        Board(String... wanted) {
            this.wanted = Set.of(wanted);
        }

        @Override
        public Map<String, Preview> find(Collection<String> exports) {
            return put;
        }

        @Override
        public boolean tryAcquireRefresh(String export) {
            asked.add(export);
            return wanted.contains(export);
        }

        @Override
        public void put(String export, Preview preview) {
            put.put(export, preview);
        }
    }
}
