package org.downloadmanager.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.Placement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DispatcherTest {

    @TempDir
    Path directory;

    private WorkerFixture fixture;
    private TestWorker worker;

    @BeforeEach
    void open() throws IOException {
        fixture = new WorkerFixture(directory);
        worker = fixture.worker(new TestConfig(2));
    }

    @AfterEach
    void close() throws InterruptedException {
        fixture.close();
        await().until(() -> worker.running().isEmpty());
    }

    @Test
    void aCommandBecomesAFileAndEveryStateIsPublished() {
        // Given
        Download command = fixture.accept(Map.of("rows", 1_000L, "duration", 300L));

        // When
        worker.onCommand(command);

        // Then
        Download ready = fixture.awaitState(command, "READY");
        assertThat(fixture.contentOf(ready)).isEqualTo(WorkerFixture.lines(1_000));
        assertThat(ready.attempt()).isEqualTo(1);
        await().untilAsserted(() -> {
            assertThat(fixture.events.statesOf(command.id())).containsExactly("PROCESSING", "READY");
            assertThat(fixture.ended).containsExactly(command.id());
        });
    }

    @Test
    void aRepeatedCommandChangesNothing() {
        // Given
        Download command = fixture.accept(Map.of("rows", 10L));
        worker.onCommand(command);
        Download ready = fixture.awaitState(command, "READY");

        // When
        worker.onCommand(command);

        // Then
        // The slot is free a moment after the end is recorded.
        await().until(() -> worker.running().isEmpty());
        assertThat(fixture.find(command)).contains(ready);
    }

    @Test
    void aCommandRestoresALostDownloadAndRunsIt() {
        // Given
        Download command = fixture.accept(Map.of("rows", 10L));
        fixture.downloads.loseEverything();

        // When
        worker.onCommand(command);

        // Then
        assertThat(fixture.contentOf(fixture.awaitState(command, "READY"))).isEqualTo(WorkerFixture.lines(10));
    }

    @Test
    void aCommandDoesNotRestoreARemovedDownload() {
        // Given
        Download command = fixture.accept(Map.of("rows", 10L));
        fixture.downloads
                .remove(fixture.downloads.replace(command.cancel().orElseThrow(), Placement.finished()).orElseThrow());

        // When
        worker.onCommand(command);

        // Then
        assertThat(fixture.find(command)).isEmpty();
        assertThat(worker.running()).isEmpty();
    }

    @Test
    void withoutAFreeSlotACommandStaysQueuedAndAnIdleWorkerIsWoken() {
        // Given
        worker.onCommand(fixture.accept(Map.of("duration", 60_000L)));
        worker.onCommand(fixture.accept(Map.of("duration", 60_000L)));
        Download waiting = fixture.accept(Map.of());

        // When
        worker.onCommand(waiting);

        // Then
        assertThat(fixture.downloads.due(10).downloads()).extracting(Download::id).containsExactly(waiting.id());
        assertThat(fixture.downloads.awaitWake(Duration.ofSeconds(1))).isTrue();
        assertThat(fixture.find(waiting)).contains(waiting);
    }

    @Test
    void aTakenOverDownloadResumesFromItsLastCheckpoint() throws InterruptedException {
        // Given
        TestWorker dead = fixture.worker(new TestConfig(1));
        Download command = fixture.accept(Map.of("rows", 2_000L, "duration", 6_000L));
        dead.onCommand(command);
        await().until(() -> fixture.find(command).orElseThrow().retryState().checkpoint().isPresent());
        Download expired = fixture.expireLease(command);
        String token = expired.retryState().checkpoint().orElseThrow().token();

        // When
        boolean taken = worker.onDue(expired, true);

        // Then
        assertThat(taken).isTrue();
        Download ready = fixture.awaitState(command, "READY");
        assertThat(ready.attempt()).isEqualTo(2);
        assertThat(Long.parseLong(token)).isPositive();
        assertThat(fixture.contentOf(ready)).isEqualTo(WorkerFixture.lines(2_000));
        await().until(() -> dead.running().isEmpty());
        assertThat(fixture.find(command)).contains(ready);
    }

    @Test
    void withoutContactToTheStoreAnExpiredLeaseIsNotTakenOver() throws InterruptedException {
        // Given
        Download claimed = fixture.downloads
                .replace(fixture.accept(Map.of()).claim("worker-2").orElseThrow(), Placement.leasedFor(Duration.ZERO))
                .orElseThrow();

        // When
        boolean taken = worker.onDue(claimed, false);

        // Then
        assertThat(taken).isFalse();
        assertThat(fixture.find(claimed)).contains(claimed);
    }

    @Test
    void aDownloadThatKeepsCrashingWorkersEndsAsAnErrorWithADeadLetter() throws InterruptedException {
        // Given
        Download download = fixture.accept(Map.of("duration", 60_000L));
        for (int i = 1; i < 3; i++) {
            download = fixture.killed(download);
        }

        // When
        worker.onDue(fixture.killedOnceMore(download), true);

        // Then
        assertThat(fixture.find(download).orElseThrow().failure()).contains(FailureHandler.KILLS_WORKERS);
        assertThat(fixture.events.deadLetters).singleElement()
                .satisfies(letter -> assertThat(letter.download().retryState().expiredLeases()).isEqualTo(2));
    }

    @Test
    void aSuspiciousDownloadRunsIsolated() throws InterruptedException {
        // Given
        Download suspicious = fixture
                .killed(fixture.killed(fixture.accept(Map.of("duration", 60_000L, "checkpoints", false))));
        worker.onCommand(fixture.accept(Map.of("duration", 60_000L)));
        Download other = worker.running().get(0);

        // When
        boolean takenBesideAnother = worker.onDue(suspicious, true);
        fixture.downloads.replace(fixture.find(other).orElseThrow().cancel().orElseThrow(), Placement.finished());
        await().until(() -> worker.running().isEmpty());
        boolean takenAlone = worker.onDue(suspicious, true);

        // Then
        assertThat(takenBesideAnother).isFalse();
        assertThat(takenAlone).isTrue();
        assertThat(worker.slots().free()).isZero();
    }

    @Test
    void aFailedRenewalDoesNotBlockOtherRenewals() {
        // Given
        Download broken = fixture.accept(Map.of("duration", 60_000L));
        Download other = fixture.accept(Map.of("duration", 60_000L));
        FaultyDownloads leases = new FaultyDownloads(fixture.downloads);
        leases.failOn(broken.id());
        TestWorker worker = fixture.worker(new TestConfig(2), leases, fixture.files);

        // When
        worker.onCommand(broken);
        worker.onCommand(other);

        // Then
        await().until(() -> leases.failures() > 2);
        long version = fixture.find(other).orElseThrow().version();
        await().until(() -> fixture.find(other).orElseThrow().version() > version);
    }

    @Test
    void aFailedAttemptIsRepeatedUntilItSucceeds() throws InterruptedException {
        // Given
        Download command = fixture.accept(Map.of("rows", 500L, "duration", 1_000L, "failAt", 400L, "failOnce", true));
        worker.onCommand(command);
        Download waiting = fixture.awaitState(command, "PENDING");

        // When
        worker.onDue(waiting, true);

        // Then
        Download ready = fixture.awaitState(command, "READY");
        assertThat(ready.attempt()).isEqualTo(2);
        assertThat(fixture.contentOf(ready)).isEqualTo(WorkerFixture.lines(500));
    }

    @Test
    void aDownloadThatKeepsFailingEndsAsAnErrorWithADeadLetter() throws InterruptedException {
        // Given
        Download command = fixture.accept(Map.of("rows", 5L, "failAt", 2L));

        // When
        worker.onCommand(command);
        for (int i = 1; i < 3; i++) {
            worker.onDue(fixture.awaitState(command, "PENDING"), true);
        }

        // Then
        Download failed = fixture.awaitState(command, "ERROR");
        assertThat(failed.failure()).contains(FailureHandler.GENERATION_FAILED);
        assertThat(failed.attempt()).isEqualTo(3);
        assertThat(fixture.events.deadLetters).singleElement()
                .satisfies(letter -> assertThat(letter.reason()).isEqualTo(FailureHandler.GENERATION_FAILED));
    }

    @Test
    void aPermanentFailureIsNotRetried() {
        // Given
        Download command = fixture.accept(Map.of("rows", 5L, "failAt", 2L, "failure", "refuses"));

        // When
        worker.onCommand(command);

        // Then
        assertThat(fixture.awaitState(command, "ERROR").attempt()).isEqualTo(1);
    }

    @Test
    void aCancelledDownloadStopsItsGeneratorAndLeavesNothing() {
        // Given
        Download command = fixture.accept(Map.of("rows", 100_000L, "duration", 60_000L));
        worker.onCommand(command);
        await().until(() -> fixture.find(command).orElseThrow().progress().done() > 0);

        // When
        fixture.cancel(command);

        // Then
        await().atMost(Duration.ofSeconds(10)).until(() -> worker.running().isEmpty());
        assertThat(fixture.find(command).orElseThrow().stateName()).isEqualTo("CANCELLED");
        assertThat(fixture.filesLeft()).isEmpty();
    }

    @Test
    void aDownloadCancelledDuringPublishingLeavesNoFile() {
        // Given
        Download command = fixture.accept(Map.of("rows", 10L));
        worker = fixture.worker(new TestConfig(1), fixture.downloads, new InterleavingFileStore(fixture.files, () -> {
            fixture.cancel(command);
            worker.leaseRenewer().renewLeases();
        }));

        // When
        worker.onCommand(command);

        // Then
        fixture.awaitState(command, "CANCELLED");
        await().until(() -> worker.running().isEmpty());
        assertThat(fixture.filesLeft()).isEmpty();
    }

    @Test
    void theFirstProgressOfAResumedDownloadIsRecordedAtOnce() throws InterruptedException {
        // Given
        TestWorker forgetful = fixture.forgetfulWorker(new TestConfig(1));
        Download interrupted = fixture.killed(fixture.accept(Map.of("rows", 100_000L, "duration", 60_000L)));

        // When
        forgetful.onCommand(interrupted);
        forgetful.leaseRenewer().renewNextResumed(Duration.ofSeconds(20));

        // Then
        assertThat(fixture.find(interrupted).orElseThrow().attempt()).isEqualTo(2);
        assertThat(fixture.find(interrupted).orElseThrow().progress().done()).isPositive();
        assertThat(fixture.events.published).last().matches(seen -> seen.progress().done() > 0);
    }

    @Test
    void aStoppingWorkerHandsOverAtACheckpoint() throws InterruptedException {
        // Given
        TestWorker leaving = fixture.worker(new TestConfig(1));
        Download command = fixture.accept(Map.of("rows", 2_000L, "duration", 6_000L));
        leaving.onCommand(command);
        await().until(() -> fixture.find(command).orElseThrow().progress().done() > 0);

        // When
        leaving.executor().handOverAll();

        // Then
        Download waiting = fixture.find(command).orElseThrow();
        assertThat(waiting.stateName()).isEqualTo("PENDING");
        assertThat(waiting.retryState().expiredLeases()).isZero();
        assertThat(waiting.retryState().checkpoint().orElseThrow().token())
                .isEqualTo(String.valueOf(waiting.progress().done()));
        assertThat(fixture.downloads.due(1).downloads()).containsExactly(waiting);
        worker.onDue(waiting, true);
        assertThat(fixture.contentOf(fixture.awaitState(command, "READY"))).isEqualTo(WorkerFixture.lines(2_000));
    }

    @Test
    void aStalledGeneratorCountsAsAFailedAttempt() {
        // Given
        TestWorker strict = fixture.worker(new TestConfig(1).withStallTimeout(Duration.ofMillis(300)));
        Download command = fixture.accept(Map.of("rows", 5L, "failAt", 2L, "failure", "hangs"));

        // When
        strict.onCommand(command);

        // Then
        Download waiting = fixture.awaitState(command, "PENDING");
        assertThat(waiting.retryState().failures()).isEqualTo(1);
        assertThat(strict.slots().free()).isZero();
    }

    @Test
    void aDownloadPastItsDeadlineEndsAsAnError() throws InterruptedException {
        // Given
        Download late = fixture.expired(fixture.accept(Map.of()));

        // When
        worker.onDue(late, true);

        // Then
        assertThat(fixture.find(late).orElseThrow().failure()).contains(FailureHandler.DEADLINE_EXCEEDED);
    }

    @Test
    void aLateCommandOfALostDownloadIsCommitted() {
        // Given
        Download late = fixture.expired(fixture.accept(Map.of()));
        fixture.downloads.loseEverything();

        // When
        worker.onCommand(late);

        // Then
        assertThat(fixture.ended).containsExactly(late.id());
        assertThat(fixture.find(late)).isEmpty();
    }
}
