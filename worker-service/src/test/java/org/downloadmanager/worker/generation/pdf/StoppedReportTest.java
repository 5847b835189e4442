package org.downloadmanager.worker.generation.pdf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.downloadmanager.catalog.Export;
import org.downloadmanager.worker.generation.GenerationStoppedException;
import org.downloadmanager.worker.generation.RecordingGeneration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoppedReportTest {

    private static final Duration PROMISED = Duration.ofSeconds(1);
    private static final int ROWS = 2000;

    @TempDir
    Path directory;

    private final InstalledFonts noFonts = new InstalledFonts(List.of());

    @ParameterizedTest
    @ValueSource(strings = {
        "SELECT range AS id, repeat('many words ', 4000) AS v FROM range(2000)",
        "SELECT range AS id, repeat('שלום ', 8000) AS v FROM range(500)",
        "SELECT range AS id, 'short' AS v FROM range(20000)" })
    void aReportNeverGoesOnForLongWithoutLookingWhetherItIsWanted(String query) throws Exception {
        // Given
        Checks checks = new Checks(export(query, List.of("id", "v")));

        // When
        new ReportRun(directory, noFonts, checks).run();

        // Then
        assertThat(checks.longestSilence()).isLessThan(PROMISED);
    }

    @Test
    void aWideReportChecksForStopsOften() throws Exception {
        // Given
        String values = IntStream.range(0, 200).mapToObj("concat(range, ' value %d') AS c%1$d"::formatted)
                .collect(Collectors.joining(", "));
        List<String> columns = IntStream.range(0, 200).mapToObj(column -> "c" + column).toList();
        Checks checks = new Checks(export("SELECT " + values + " FROM range(2000)", columns));

        // When
        new ReportRun(directory, noFonts, checks).run();

        // Then
        assertThat(checks.longestSilence()).isLessThan(PROMISED);
    }

    @Test
    void aReportCanBeStoppedUntilItsLastBytesAreWritten() throws Exception {
        // Given
        String query = "SELECT range AS id, 'value' AS v FROM range(%d)".formatted(ROWS);
        RecordingGeneration undisturbed = new ReportRun(directory, noFonts, query, List.of("id", "v")).generation()
                .checkpointEvery(1);
        new ReportRun(directory, noFonts, undisturbed).run();
        int all = undisturbed.checkpoints().size();
        assertThat(all).isGreaterThan(10);

        for (int last : List.of(2, all / 2, all - 1, all)) {
            RecordingGeneration stopped = new ReportRun(directory, noFonts, query, List.of("id", "v")).generation()
                    .checkpointEvery(1).endAtCheckpoint(last);

            // When
            Throwable end = catchThrowable(() -> new ReportRun(directory, noFonts, stopped).run());

            // Then
            assertThat(end).isInstanceOf(GenerationStoppedException.class);
        }
    }

    private Export export(String query, List<String> columns) throws Exception {
        return new ReportRun(directory, noFonts, query, columns).generation().export();
    }

    /** Records when the renderer checked whether it must stop. */
    private static final class Checks extends RecordingGeneration {

        private final List<Long> times = new ArrayList<>();

        private Checks(Export export) {
            super(export, "pdf", Map.of());
        }

        @Override
        public boolean wantsCheckpoint() {
            times.add(System.nanoTime());
            return false;
        }

        private Duration longestSilence() {
            return Duration
                    .ofNanos(IntStream.range(1, times.size()).mapToLong(i -> times.get(i) - times.get(i - 1)).max()
                            .orElseThrow());
        }
    }
}
