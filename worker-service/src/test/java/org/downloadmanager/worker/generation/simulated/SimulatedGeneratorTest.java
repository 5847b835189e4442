package org.downloadmanager.worker.generation.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.downloads.FileRequest;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.GenerationStoppedException;
import org.downloadmanager.worker.generation.RecordingGeneration;
import org.downloadmanager.worker.generation.RecordingGeneration.Reached;
import org.junit.jupiter.api.Test;

class SimulatedGeneratorTest {

    private static final Export EXPORT = new Catalog(List.of(), List.of()).withSimulated().find("simulated")
            .orElseThrow();

    private final SimulatedGenerator generator = new SimulatedGenerator();

    @Test
    void theContentOfASimulatedFileIsDeterministic() throws Exception {
        // Given
        RecordingGeneration generation = generation(Map.of("rows", 1000, "bytesPerRow", 20));

        // When
        long rows = generator.generate(generation);

        // Then
        assertThat(rows).isEqualTo(1000);
        assertThat(generation.bytes()).isEqualTo(expected(1000, 20));
        assertThat(generation.text()).startsWith("number,text\n0000000000,aaaaaaaa\n0000000001,bbbbbbbb\n");
    }

    @Test
    void itResumesFromEveryCheckpoint() throws Exception {
        // Given
        RecordingGeneration undisturbed = generation(Map.of("rows", 100)).checkpointEvery(13);
        generator.generate(undisturbed);

        // When
        List<Reached> checkpoints = undisturbed.checkpoints();
        List<byte[]> continued = checkpoints.stream().map(undisturbed::continuedFrom).map(next -> {
            assertThat(catchThrowable(() -> generator.generate(next))).isNull();
            return next.bytes();
        }).toList();

        // Then
        assertThat(continued).hasSize(7).allSatisfy(bytes -> assertThat(bytes).isEqualTo(expected(100, 100)));
    }

    @Test
    void checkpointsCanBeSwitchedOff() throws Exception {
        // Given
        RecordingGeneration generation = generation(Map.of("rows", 100, "checkpoints", false)).checkpointEvery(13);

        // When
        generator.generate(generation);

        // Then
        assertThat(generation.checkpoints()).isEmpty();
    }

    @Test
    void theSimulatedDurationIsKeptAndProgressReported() throws Exception {
        // Given
        RecordingGeneration generation = generation(Map.of("rows", 2, "duration", 200));
        long start = System.nanoTime();

        // When
        generator.generate(generation);

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertThat(generation.reported()).hasSizeGreaterThan(4);
    }

    @Test
    void aSimulatedPauseIsInterruptible() throws Exception {
        // Given
        RecordingGeneration generation = generation(Map.of("rows", 1, "duration", 3_600_000));
        CompletableFuture<Throwable> end = CompletableFuture
                .supplyAsync(() -> catchThrowable(() -> generator.generate(generation)));
        Awaitility.await().until(generation::canBeStopped);

        // When
        generation.stop();

        // Then
        assertThat(end).succeedsWithin(Duration.ofSeconds(30)).isInstanceOf(GenerationStoppedException.class);
    }

    @Test
    void theSimulatedFailureHappensAtItsRow() {
        // Given
        RecordingGeneration throwing = generation(Map.of("failAt", 50)).checkpointEvery(10);
        RecordingGeneration refusing = generation(Map.of("failAt", 0, "failure", "refuses"));

        // When
        Throwable thrown = catchThrowable(() -> generator.generate(throwing));
        Throwable refused = catchThrowable(() -> generator.generate(refusing));

        // Then
        assertThat(thrown).isInstanceOf(IOException.class);
        assertThat(throwing.checkpoints()).hasSize(5);
        assertThat(refused).isInstanceOf(GenerationFailedException.class);
    }

    @Test
    void aSimulatedFailureIsOvercomeByResuming() throws Exception {
        // Given
        RecordingGeneration first = generation(Map.of("failAt", 50, "failOnce", true)).checkpointEvery(10);
        RecordingGeneration stubborn = generation(Map.of("failAt", 50)).checkpointEvery(10);
        assertThat(catchThrowable(() -> generator.generate(first))).isNotNull();
        assertThat(catchThrowable(() -> generator.generate(stubborn))).isNotNull();

        // When
        RecordingGeneration second = first.continuedFrom(first.checkpoints().get(4));
        generator.generate(second);
        Throwable again = catchThrowable(
                () -> generator.generate(stubborn.continuedFrom(stubborn.checkpoints().get(4))));

        // Then
        assertThat(second.bytes()).isEqualTo(expected(100, 100));
        assertThat(again).isInstanceOf(IOException.class);
    }

    private static RecordingGeneration generation(Map<String, Object> given) {
        FileRequest request = EXPORT.check("csv", new HashMap<>(given)).fold(accepted -> accepted.request(),
                refused -> {
                    throw new IllegalArgumentException(refused.toString());
                });
        return new RecordingGeneration(EXPORT, "csv", request.parameters());
    }

    private static byte[] expected(int rows, int bytesPerRow) {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes(SimulatedGenerator.header());
        for (int row = 0; row < rows; row++) {
            expected.writeBytes(SimulatedGenerator.line(row, bytesPerRow));
        }
        return expected.toByteArray();
    }
}
