package org.downloadmanager.worker.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.condition.OS.LINUX;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;

class DuckDbTest {

    @Test
    @EnabledOnOs(LINUX)
    void theLibraryThatTheDriverUnpacksDoesNotOutliveAKilledProcess() throws Exception {
        // When
        try (Connection database = DuckDb.open(DuckDb.URL, "test", Map.of())) {
            assertThat(database.isValid(1)).isTrue();
        }

        // Then
        try (Stream<String> mapped = Files.lines(Path.of("/proc/self/maps"))) {
            List<String> library = mapped.filter(line -> line.contains("libduckdb_java")).toList();
            assertThat(library).isNotEmpty().allSatisfy(line -> assertThat(line).endsWith("(deleted)"));
        }
    }
}
