package org.downloadmanager.worker.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.downloadmanager.downloads.DownloadFixtures.someOwner;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Checked;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.FileRequest;
import org.downloadmanager.downloads.InMemoryDownloads;
import org.downloadmanager.downloads.Limits;
import org.downloadmanager.downloads.StoredFile;
import org.downloadmanager.downloads.Submission;
import org.downloadmanager.files.DirectoryFileStore;
import org.downloadmanager.files.FileContent;
import org.downloadmanager.files.FileStore;
import org.downloadmanager.files.FileStoreConfig;
import org.downloadmanager.worker.generation.Generators;
import org.downloadmanager.worker.generation.simulated.SimulatedGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkus.runtime.configuration.MemorySize;

class RunnerTest {

    private static final int BYTES_PER_ROW = 50;

    private final InMemoryDownloads downloads = new InMemoryDownloads(Clock.systemUTC());
    private final RecordingAnnouncements announcements = new RecordingAnnouncements();
    private final List<DownloadId> ended = new CopyOnWriteArrayList<>();
    private final Catalog catalog = new Catalog(List.of(), List.of()).withSimulated();
    private final ScheduledExecutorService keeper = Executors.newSingleThreadScheduledExecutor();
    private FileStore files;
    private Runner runner;

    @TempDir
    Path directory;

    @BeforeEach
    void start() throws IOException {
        files = new DirectoryFileStore(new Store(directory));
        runner = worker(new TestConfig(2));
    }

    @AfterEach
    void stop() throws InterruptedException {
        runner.handOverAll();
        keeper.shutdownNow();
        await().until(() -> runner.running().isEmpty());
    }

    @Test
    void aCommandBecomesAFileAndIsAnnouncedAllTheWay() {
        // Given
        Download command = accept(Map.of("rows", 1_000L, "duration", 300L));

        // When
        runner.offer(command);

        // Then
        Download ready = awaitState(command, "READY");
        assertThat(contentOf(ready)).isEqualTo(lines(1_000));
        assertThat(ready.attempt()).isEqualTo(1);
        await().untilAsserted(() -> {
            assertThat(announcements.statesOf(command.id())).containsExactly("PROCESSING", "READY");
            assertThat(ended).containsExactly(command.id());
        });
    }

    @Test
    void theSameCommandAgainDoesNothing() {
        // Given
        Download command = accept(Map.of("rows", 10L));
        runner.offer(command);
        Download ready = awaitState(command, "READY");

        // When
        runner.offer(command);

        // Then
        assertThat(find(command)).contains(ready);
        assertThat(runner.running()).isEmpty();
    }

    @Test
    void aCommandThatTheStoreHasLostIsRestoredAndRun() {
        // Given
        Download command = accept(Map.of("rows", 10L));
        downloads.loseEverything();

        // When
        runner.offer(command);

        // Then
        assertThat(contentOf(awaitState(command, "READY"))).isEqualTo(lines(10));
    }

    @Test
    void aCommandOfARemovedDownloadBringsNothingBack() {
        // Given
        Download command = accept(Map.of("rows", 10L));
        downloads.remove(downloads.replace(command.cancel().orElseThrow(), Duration.ZERO).orElseThrow());

        // When
        runner.offer(command);

        // Then
        assertThat(find(command)).isEmpty();
        assertThat(runner.running()).isEmpty();
    }

    @Test
    void withoutAFreeSlotACommandIsDueAtOnceForWhoeverIsIdle() {
        // Given
        runner.offer(accept(Map.of("duration", 60_000L)));
        runner.offer(accept(Map.of("duration", 60_000L)));
        Download waiting = accept(Map.of());

        // When
        runner.offer(waiting);

        // Then
        assertThat(downloads.due(10).downloads()).extracting(Download::id).containsExactly(waiting.id());
        assertThat(downloads.awaitWake(Duration.ofSeconds(1))).isTrue();
        assertThat(announcements.statesOf(waiting.id())).containsExactly("PENDING");
    }

    @Test
    void aDeadWorkersDownloadGoesOnFromItsLastCheckpoint() {
        // Given
        Runner dead = worker(new TestConfig(1));
        Download command = accept(Map.of("rows", 2_000L, "duration", 3_000L));
        dead.offer(command);
        await().until(() -> find(command).orElseThrow().work().checkpoint().isPresent());
        Download lapsed = lapse(command);
        String token = lapsed.work().checkpoint().orElseThrow().token();

        // When
        boolean taken = runner.take(lapsed, true);

        // Then
        assertThat(taken).isTrue();
        Download ready = awaitState(command, "READY");
        assertThat(ready.attempt()).isEqualTo(2);
        assertThat(Long.parseLong(token)).isPositive();
        assertThat(contentOf(ready)).isEqualTo(lines(2_000));
        await().until(() -> dead.running().isEmpty());
        assertThat(find(command)).contains(ready);
    }

    @Test
    void aLapsedLeaseIsLeftAloneDuringTheGrace() {
        // Given
        Download claimed = downloads.replace(accept(Map.of()).claim("worker-2").orElseThrow(), Duration.ZERO)
                .orElseThrow();

        // When
        boolean taken = runner.take(claimed, false);

        // Then
        assertThat(taken).isFalse();
        assertThat(find(claimed)).contains(claimed);
    }

    @Test
    void whatKillsWorkerAfterWorkerEndsAsAnErrorAndADeadLetter() {
        // Given
        Download download = accept(Map.of("duration", 60_000L));
        for (int i = 1; i < 3; i++) {
            download = killed(download);
        }

        // When
        runner.take(killedOnceMore(download), true);

        // Then
        assertThat(find(download).orElseThrow().failure()).contains(Endings.KILLS_WORKERS);
        assertThat(announcements.buried).singleElement()
                .satisfies(letter -> assertThat(letter.download().work().lapses()).isEqualTo(2));
    }

    @Test
    void aSuspiciousDownloadRunsAlone() {
        // Given
        Download suspicious = killed(killed(accept(Map.of("duration", 60_000L))));
        runner.offer(accept(Map.of("duration", 60_000L)));
        Download innocent = runner.running().get(0);

        // When
        boolean takenBesideAnother = runner.take(suspicious, true);
        downloads.replace(find(innocent).orElseThrow().cancel().orElseThrow(), Duration.ZERO);
        await().until(() -> runner.running().isEmpty());
        boolean takenAlone = runner.take(suspicious, true);

        // Then
        assertThat(takenBesideAnother).isFalse();
        assertThat(takenAlone).isTrue();
        assertThat(runner.slots().free()).isZero();
    }

    @Test
    void aFailedAttemptIsRepeatedUntilItSucceeds() {
        // Given
        Download command = accept(Map.of("rows", 500L, "duration", 1_000L, "failAt", 400L, "failOnce", true));
        runner.offer(command);
        Download waiting = awaitState(command, "PENDING");

        // When
        runner.take(waiting, true);

        // Then
        Download ready = awaitState(command, "READY");
        assertThat(ready.attempt()).isEqualTo(2);
        assertThat(contentOf(ready)).isEqualTo(lines(500));
    }

    @Test
    void whatFailsForEverEndsAsAnErrorAndADeadLetter() {
        // Given
        Download command = accept(Map.of("rows", 5L, "failAt", 2L));

        // When
        runner.offer(command);
        for (int i = 1; i < 3; i++) {
            runner.take(awaitState(command, "PENDING"), true);
        }

        // Then
        Download failed = awaitState(command, "ERROR");
        assertThat(failed.failure()).contains(Endings.GENERATION_FAILED);
        assertThat(failed.attempt()).isEqualTo(3);
        assertThat(announcements.buried).singleElement()
                .satisfies(letter -> assertThat(letter.reason()).isEqualTo(Endings.GENERATION_FAILED));
    }

    @Test
    void whatIsRefusedForGoodIsNotTriedAgain() {
        // Given
        Download command = accept(Map.of("rows", 5L, "failAt", 2L, "failure", "refuses"));

        // When
        runner.offer(command);

        // Then
        assertThat(awaitState(command, "ERROR").attempt()).isEqualTo(1);
    }

    @Test
    void aCancelledDownloadStopsItsGeneratorAndLeavesNothing() {
        // Given
        Download command = accept(Map.of("rows", 100_000L, "duration", 60_000L));
        runner.offer(command);
        await().until(() -> find(command).orElseThrow().progress().done() > 0);

        // When
        cancel(command);

        // Then
        await().atMost(Duration.ofSeconds(10)).until(() -> runner.running().isEmpty());
        assertThat(find(command).orElseThrow().stateName()).isEqualTo("CANCELLED");
        assertThat(filesLeft()).isEmpty();
    }

    @Test
    void aStoppingWorkerHandsOverAtACheckpoint() throws InterruptedException {
        // Given
        Runner leaving = worker(new TestConfig(1));
        Download command = accept(Map.of("rows", 2_000L, "duration", 3_000L));
        leaving.offer(command);
        await().until(() -> find(command).orElseThrow().progress().done() > 0);

        // When
        leaving.handOverAll();

        // Then
        Download waiting = find(command).orElseThrow();
        assertThat(waiting.stateName()).isEqualTo("PENDING");
        assertThat(waiting.work().lapses()).isZero();
        assertThat(waiting.work().checkpoint().orElseThrow().token())
                .isEqualTo(String.valueOf(waiting.progress().done()));
        assertThat(downloads.due(1).downloads()).containsExactly(waiting);
        runner.take(waiting, true);
        assertThat(contentOf(awaitState(command, "READY"))).isEqualTo(lines(2_000));
    }

    @Test
    void aGeneratorThatStandsStillLosesItsLeaseAsAFailedAttempt() {
        // Given
        Runner impatient = worker(new TestConfig(1, Duration.ofMillis(300)));
        Download command = accept(Map.of("rows", 5L, "failAt", 2L, "failure", "hangs"));

        // When
        impatient.offer(command);

        // Then
        Download waiting = awaitState(command, "PENDING");
        assertThat(waiting.work().failures()).isEqualTo(1);
        assertThat(impatient.slots().free()).isZero();
    }

    @Test
    void aDownloadPastItsDeadlineEndsAsAnError() {
        // Given
        Download late = expired(accept(Map.of()));

        // When
        runner.take(late, true);

        // Then
        assertThat(find(late).orElseThrow().failure()).contains(Endings.DEADLINE_EXCEEDED);
    }

    @Test
    void aLostCommandPastItsDeadlineIsOverAndDone() {
        // Given
        Download late = expired(accept(Map.of()));
        downloads.loseEverything();

        // When
        runner.offer(late);

        // Then
        assertThat(ended).containsExactly(late.id());
        assertThat(find(late)).isEmpty();
    }

    private Runner worker(TestConfig config) {
        Runner worker = new Runner(downloads, downloads, downloads, announcements, catalog,
                new Generators(List.of(new SimulatedGenerator()), catalog), files, config, config,
                Clock.systemUTC());
        worker.onEnd(ended::add);
        keeper.scheduleAtFixedRate(worker::keepLeases, 50, 50, TimeUnit.MILLISECONDS);
        return worker;
    }

    private Download accept(Map<String, Object> parameters) {
        Map<String, Object> all = new HashMap<>(parameters);
        all.put("bytesPerRow", (long) BYTES_PER_ROW);
        FileRequest request = catalog.find("simulated").orElseThrow().check("csv", all)
                .fold(Checked.Accepted::request, refused -> {
                    throw new AssertionError(refused.problems());
                });
        Download requested = Download.requested(DownloadId.random(), someOwner(), request, Clock.systemUTC().instant(),
                Duration.ofHours(1));
        Submission submission = downloads.submit(requested, Optional.empty(), new Limits(1, 100));
        return ((Submission.Accepted) submission).download();
    }

    /** A worker claimed it, died, and the download was found by another that waits a little. */
    private Download killed(Download pending) {
        Download claimed = downloads.replace(pending.claim("dead").orElseThrow(), Duration.ZERO).orElseThrow();
        return downloads.replace(claimed.lapse().orElseThrow(), Duration.ZERO).orElseThrow();
    }

    private Download killedOnceMore(Download pending) {
        return downloads.replace(pending.claim("dead").orElseThrow(), Duration.ZERO).orElseThrow();
    }

    /** As the download looks to others when its worker has not renewed the lease. */
    private Download lapse(Download download) {
        Optional<Download> lapsed = Optional.empty();
        while (lapsed.isEmpty()) {
            lapsed = downloads.replace(find(download).orElseThrow(), Duration.ZERO);
        }
        return lapsed.get();
    }

    private void cancel(Download download) {
        Optional<Download> cancelled = Optional.empty();
        while (cancelled.isEmpty()) {
            cancelled = downloads.replace(find(download).orElseThrow().cancel().orElseThrow(), Duration.ZERO);
        }
    }

    private Download expired(Download download) {
        Download late = new Download(download.id(), download.owner(), download.request(), download.createdAt(),
                download.createdAt(), download.retryOf(), download.version(), download.attempt(), download.progress(),
                download.state());
        return downloads.replace(late, Duration.ZERO).orElseThrow();
    }

    private Download awaitState(Download download, String state) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> find(download).map(Download::stateName).orElse("gone").equals(state));
        return find(download).orElseThrow();
    }

    private Optional<Download> find(Download download) {
        return downloads.find(download.owner(), download.id());
    }

    private byte[] contentOf(Download ready) {
        try {
            StoredFile file = ready.file().orElseThrow();
            FileContent content = files.open(file).orElseThrow();
            return Files.readAllBytes(((FileContent.OnDisk) content).path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> filesLeft() {
        try (var all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] lines(int rows) {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes(SimulatedGenerator.header());
        for (int i = 0; i < rows; i++) {
            expected.writeBytes(SimulatedGenerator.line(i, BYTES_PER_ROW));
        }
        return expected.toByteArray();
    }

    private record Store(Path directory) implements FileStoreConfig {

        @Override
        public MemorySize reserve() {
            return new MemorySize(BigInteger.ZERO);
        }

        @Override
        public MemorySize maximumSize() {
            return new MemorySize(BigInteger.valueOf(Long.MAX_VALUE));
        }
    }
}
