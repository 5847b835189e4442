package org.downloadmanager.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.files.Rendering;
import org.downloadmanager.worker.generation.FileGenerator;
import org.downloadmanager.worker.generation.Generation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are rendered from spooled rows. */
class RenderingTest {

    @TempDir
    Path directory;

    private final AtomicInteger collections = new AtomicInteger();
    private final AtomicInteger renderings = new AtomicInteger();
    private volatile boolean mayEnd;
    private WorkerFixture fixture;

    @BeforeEach
    void openFixture() throws Exception {
        fixture = new WorkerFixture(directory);
    }

    @AfterEach
    void closeFixture() throws InterruptedException {
        mayEnd = true;
        fixture.close();
    }

    @Test
    void afterAHandOverOnlyTheRenderingIsRepeated() throws Exception {
        // Given
        TestWorker stopped = fixture.worker(new TestConfig(1), new RenderingGenerator());
        Download command = fixture.accept(Map.of());
        stopped.onCommand(command);
        await().until(() -> renderings.get() == 1);

        // When
        stopped.executor().handOverAll();

        // Then
        Download pending = fixture.find(command).orElseThrow();
        assertThat(pending.stateName()).isEqualTo("PENDING");
        assertThat(pending.retryState().checkpoint()).map(Checkpoint::token).contains("collected");
        mayEnd = true;
        fixture.worker(new TestConfig(1), new RenderingGenerator()).onDue(pending, true);
        Download ready = fixture.awaitState(command, "READY");
        assertThat(fixture.contentOf(ready)).asString().isEqualTo("made of rows");
        assertThat(collections).hasValue(1);
        assertThat(renderings).hasValue(2);
        await().untilAsserted(() -> assertThat(fixture.filesLeft()).hasSize(1));
    }

    @Test
    void afterATakeoverOnlyTheRenderingIsRepeated() throws Exception {
        // Given
        TestWorker dead = fixture.worker(new TestConfig(1), new RenderingGenerator());
        Download command = fixture.accept(Map.of());
        dead.onCommand(command);
        await().until(() -> renderings.get() == 1
                && fixture.find(command).orElseThrow().retryState().checkpoint().isPresent());
        Download expired = fixture.expireLease(command);

        // When
        fixture.worker(new TestConfig(1), new RenderingGenerator()).onDue(expired, true);
        await().until(() -> renderings.get() == 2);
        mayEnd = true;

        // Then
        Download ready = fixture.awaitState(command, "READY");
        assertThat(ready.attempt()).isEqualTo(2);
        assertThat(fixture.contentOf(ready)).asString().isEqualTo("made of rows");
        assertThat(collections).hasValue(1);
        await().untilAsserted(() -> assertThat(fixture.filesLeft()).hasSize(1));
    }

    /** Renders until the test ends it. */
    private final class RenderingGenerator implements FileGenerator {

        @Override
        public boolean makes(Export export, Format format) {
            return true;
        }

        @Override
        public long generate(Generation generation) throws Exception {
            if (generation.resumeToken().isEmpty()) {
                generation.output().write("rows".getBytes(StandardCharsets.UTF_8));
                collections.incrementAndGet();
                generation.checkpoint("collected");
            }
            Rendering rendering = generation.rendering();
            rendering.output().write("made of ".getBytes(StandardCharsets.UTF_8));
            renderings.incrementAndGet();
            for (long done = 0; !mayEnd; done++) {
                generation.progress(Progress.of(done));
                if (generation.wantsCheckpoint()) {
                    generation.checkpoint("collected");
                }
                Thread.sleep(Duration.ofMillis(1).toMillis());
            }
            try (InputStream material = rendering.spool()) {
                material.transferTo(rendering.output());
            }
            return 1;
        }
    }
}
