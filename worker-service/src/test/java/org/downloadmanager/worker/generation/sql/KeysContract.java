package org.downloadmanager.worker.generation.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.assertj.core.api.SoftAssertions;
import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.RecordingGeneration;
import org.downloadmanager.worker.generation.RecordingGeneration.Reached;
import org.downloadmanager.worker.generation.sql.TypeMatrix.Edge;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keys and interruptions: a file resumed after a key of any type equals the undisturbed file, or the type is refused before
 * anything is written.
 */
abstract class KeysContract {

    private static final int ROWS = 200;
    private static final int INTERRUPTIONS = 12;

    @TempDir
    Path directory;

    private final Sources sources = new Sources();
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    /** The name of the table of expressions. */
    abstract String keys();

    /** The table of edge values of each type. */
    abstract List<Edge> edges() throws IOException;

    abstract String url();

    /** An SQL list of the numbers from 0 on, named i. */
    abstract String numbers(int count);

    /** The types that are refused as keys. */
    abstract Set<String> refused();

    @AfterEach
    void closeSources() throws SQLException {
        sources.close();
    }

    @Test
    void aFileResumedAfterAnyKeyIsTheUndisturbedOne() throws Exception {
        // Given
        List<String[]> keys;
        try (InputStream table = KeysContract.class.getResourceAsStream(keys())) {
            keys = new String(table.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#")).map(line -> line.split(" \\| ", 2))
                    .toList();
        }
        Set<String> refused = new LinkedHashSet<>();
        SoftAssertions softly = new SoftAssertions();

        // When
        for (String[] key : keys) {
            int rows = switch (key[0]) {
                case "BOOLEAN", "bool", "elsewhere.\"Mood\"", "elsewhere.\"Mood\"[]" -> 2;
                case "a_mood" -> 3;
                case "ENUM" -> 7;
                case "\"char\"" -> 90;
                default -> ROWS;
            };
            String query = "SELECT i AS v, " + key[1] + " AS k FROM (" + numbers(rows) + ") AS n";
            if (!isResumedExactly(key[0], query, rows, softly)) {
                refused.add(key[0]);
            }
        }

        // Then
        softly.assertAll();
        assertThat(refused).isEqualTo(refused());
    }

    @Test
    void aFileResumedAtAnyEdgeOfATypeIsTheUndisturbedOne() throws Exception {
        // Given
        Map<String, List<Edge>> types = TypeMatrix.servedByType(edges(), "csv");
        SoftAssertions softly = new SoftAssertions();

        // When
        for (Map.Entry<String, List<Edge>> type : types.entrySet()) {
            List<String> values = type.getValue().stream().map(Edge::expression).toList();
            StringBuilder query = new StringBuilder();
            for (int i = 0; i < values.size(); i++) {
                query.append(i == 0 ? "" : " UNION ALL ").append("SELECT ").append(i).append(" AS v, ")
                        .append(values.get(i)).append(" AS k");
            }
            isResumedExactly(type.getKey(), query.toString(), values.size(), softly);
        }

        // Then
        softly.assertAll();
    }

    /** False when the type is refused as a key. */
    private boolean isResumedExactly(String type, String query, int rows, SoftAssertions softly) throws Exception {
        Path file = Files.writeString(directory.resolve("catalog.yaml"), """
                sources:
                  test: {url: "%s"}
                exports:
                  test:
                    title: Test
                    source: test
                    query: |
                      %s
                    columns: [v]
                    key: k
                    formats: [csv]
                """.formatted(url(), query));
        Catalog catalog = Catalog.read(file);
        RowFileGenerator generator = new RowFileGenerator(catalog, sources);
        RecordingGeneration undisturbed = new RecordingGeneration(catalog.find("test").orElseThrow(), "csv", Map.of())
                .checkpointEvery(1);
        try {
            generator.generate(undisturbed);
        } catch (GenerationFailedException failed) {
            softly.assertThat(failed.failure().code()).as("%s: %s", type, query)
                    .isIn("unsupported-key", "source-unordered");
            softly.assertThat(failed.failure().message()).as("%s", type).contains("column k");
            if (failed.failure().code().equals("unsupported-key")) {
                softly.assertThat(failed.failure().message()).as("%s", type).contains("resumable: false");
                softly.assertThat(undisturbed.checkpoints()).as("%s: %s", type, failed).isEmpty();
                return false;
            }
            return true;
        }
        softly.assertThat(undisturbed.text().lines()).as("%s", type).hasSize(rows + 1);
        for (Reached checkpoint : some(undisturbed.checkpoints())) {
            RecordingGeneration resumed = undisturbed.continuedFrom(checkpoint);
            try {
                generator.generate(resumed);
                softly.assertThat(resumed.text()).as("%s from %s, seed %d", type, checkpoint.token(), seed)
                        .isEqualTo(undisturbed.text());
            } catch (GenerationFailedException between) {
                // The source considers these values equal, so it may find another row first.
                softly.assertThat(query).as("%s from %s, seed %d: %s", type, checkpoint.token(), seed, between)
                        .contains("to_jsonb");
                softly.assertThat(between.failure().code()).isEqualTo("source-changed");
            } catch (Exception failed) {
                softly.fail("%s from %s, seed %d: %s", type, checkpoint.token(), seed, failed);
            }
        }
        return true;
    }

    /** The first and the last checkpoint, and random ones between. */
    private List<Reached> some(List<Reached> checkpoints) {
        if (checkpoints.size() <= INTERRUPTIONS) {
            return checkpoints;
        }
        return Stream.concat(Stream.of(0, checkpoints.size() - 1),
                random.ints(INTERRUPTIONS - 2, 1, checkpoints.size() - 1).boxed()).map(checkpoints::get).toList();
    }
}
