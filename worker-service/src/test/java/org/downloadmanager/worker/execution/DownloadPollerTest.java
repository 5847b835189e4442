package org.downloadmanager.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Placement;
import org.downloadmanager.supervision.ThreadSupervisor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One worker that is never idle: whenever a file ends, other downloads wait. */
class DownloadPollerTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int SLOTS = 2;
    private static final int WAITING = 4;
    private static final int ROWS = 1_200;
    /** Longer than a lease. */
    private static final Map<String, Object> SHORT = Map.of("rows", (long) ROWS, "duration", (long) ROWS);

    @TempDir
    Path directory;

    private WorkerFixture fixture;
    private DownloadPoller poller;
    private final List<Download> load = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() throws IOException {
        fixture = new WorkerFixture(directory);
        TestConfig config = new TestConfig(SLOTS).withIsolationWait(Duration.ofMillis(500));
        TestWorker worker = fixture.worker(config);
        poller = new DownloadPoller(worker.dispatcher(), worker.executor(), fixture.downloads, config,
                new ThreadSupervisor(() -> {}));
        keepBusy();
        poller.start();
    }

    @AfterEach
    void close() throws InterruptedException {
        poller.stop();
        fixture.close();
    }

    @Test
    void aBusyWorkerTakesOverAnExpiredLease() {
        // When
        Download expired = fixture.killedOnceMore(fixture.accept(SHORT));

        // Then
        awaitReadyUnderLoad(expired);
        assertLoadIsReady();
    }

    @Test
    void anIsolatedDownloadRunsOnABusyWorker() {
        // When
        Download isolated = fixture.killed(fixture.killed(fixture.accept(SHORT)));

        // Then
        awaitReadyUnderLoad(isolated);
        assertLoadIsReady();
    }

    @Test
    void isolatedDownloadsRunOneAfterTheOther() {
        // Given
        Map<String, Object> withoutCheckpoints = Map.of("rows", 400L, "duration", 400L, "checkpoints", false);
        Download one = fixture.accept(withoutCheckpoints);
        Download two = fixture.accept(withoutCheckpoints);

        // When
        fixture.killed(fixture.killed(one));
        fixture.killed(fixture.killed(two));

        // Then
        awaitReadyUnderLoad(one, two);
        // The end is published a moment after it is recorded.
        await().untilAsserted(() -> assertThat(begunAndEnded(List.of(one.id(), two.id())))
                .isIn(List.of(one.id(), one.id(), two.id(), two.id()),
                        List.of(two.id(), two.id(), one.id(), one.id())));
        assertLoadIsReady();
    }

    @Test
    void isolatedDownloadDoesNotBlockTheQueue() throws Exception {
        // Given
        WorkerFixture other = new WorkerFixture(directory.resolve("other"));
        TestConfig config = new TestConfig(SLOTS).withIsolationWait(Duration.ofHours(1));
        TestWorker busy = other.worker(config);
        DownloadPoller poller = new DownloadPoller(busy.dispatcher(), busy.executor(), other.downloads, config,
                new ThreadSupervisor(() -> {}));
        busy.onCommand(other.accept(Map.of("rows", 60_000L, "duration", 60_000L)));
        List<Download> isolated = Stream.generate(() -> other.killed(other.killed(other.accept(SHORT)))).limit(WAITING)
                .toList();
        Download behind = other.accept(SHORT);

        // When
        poller.start();

        // Then
        try {
            other.awaitState(behind, "READY");
            assertThat(isolated).allSatisfy(download -> assertThat(other.stateOf(download)).isEqualTo("PENDING"));
        } finally {
            poller.stop();
            other.close();
        }
    }

    /** In the order of the store, because events may overtake one another. */
    private List<DownloadId> begunAndEnded(List<DownloadId> downloads) {
        return fixture.events.published.stream()
                .filter(download -> downloads.contains(download.id()))
                .filter(download -> download.isEnded() || download.progress().done() == 0)
                .sorted(Comparator.comparingLong(Download::version))
                .map(Download::id).toList();
    }

    private void keepBusy() {
        while (load.stream().filter(download -> !fixture.find(download).orElseThrow().isEnded()).count() < SLOTS
                + WAITING) {
            load.add(fixture.downloads.replace(fixture.accept(SHORT), Placement.queued()).orElseThrow());
        }
    }

    private void awaitReadyUnderLoad(Download... downloads) {
        await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(20)).until(() -> {
            keepBusy();
            return List.of(downloads).stream().allMatch(download -> fixture.stateOf(download).equals("READY"));
        });
    }

    private void assertLoadIsReady() {
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(load)
                .allSatisfy(download -> assertThat(fixture.stateOf(download)).isEqualTo("READY")));
        assertThat(load).allSatisfy(download -> assertThat(fixture.contentOf(fixture.find(download).orElseThrow()))
                .isEqualTo(WorkerFixture.lines(ROWS)));
    }
}
