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

    private WorkerFixture place;
    private TestWorker worker;

    @BeforeEach
    void open() throws IOException {
        place = new WorkerFixture(directory);
        worker = place.worker(new TestConfig(2));
    }

    @AfterEach
    void close() throws InterruptedException {
        place.close();
        await().until(() -> worker.running().isEmpty());
    }

    @Test
    void aCommandBecomesAFileAndIsAnnouncedAllTheWay() {
        // Given
        Download command = place.accept(Map.of("rows", 1_000L, "duration", 300L));

        // When
        worker.onCommand(command);

        // Then
        Download ready = place.awaitState(command, "READY");
        assertThat(place.contentOf(ready)).isEqualTo(WorkerFixture.lines(1_000));
        assertThat(ready.attempt()).isEqualTo(1);
        await().untilAsserted(() -> {
            assertThat(place.events.statesOf(command.id())).containsExactly("PROCESSING", "READY");
            assertThat(place.ended).containsExactly(command.id());
        });
    }

    @Test
    void theSameCommandAgainDoesNothing() {
        // Given
        Download command = place.accept(Map.of("rows", 10L));
        worker.onCommand(command);
        Download ready = place.awaitState(command, "READY");

        // When
        worker.onCommand(command);

        // Then
        // The slot is free a moment after the end is recorded.
        await().until(() -> worker.running().isEmpty());
        assertThat(place.find(command)).contains(ready);
    }

    @Test
    void aCommandThatTheStoreHasLostIsRestoredAndRun() {
        // Given
        Download command = place.accept(Map.of("rows", 10L));
        place.downloads.loseEverything();

        // When
        worker.onCommand(command);

        // Then
        assertThat(place.contentOf(place.awaitState(command, "READY"))).isEqualTo(WorkerFixture.lines(10));
    }

    @Test
    void aCommandOfARemovedDownloadBringsNothingBack() {
        // Given
        Download command = place.accept(Map.of("rows", 10L));
        place.downloads
                .remove(place.downloads.replace(command.cancel().orElseThrow(), Placement.finished()).orElseThrow());

        // When
        worker.onCommand(command);

        // Then
        assertThat(place.find(command)).isEmpty();
        assertThat(worker.running()).isEmpty();
    }

    @Test
    void withoutAFreeSlotACommandStaysInLineAndSomebodyIdleIsWoken() {
        // Given
        worker.onCommand(place.accept(Map.of("duration", 60_000L)));
        worker.onCommand(place.accept(Map.of("duration", 60_000L)));
        Download waiting = place.accept(Map.of());

        // When
        worker.onCommand(waiting);

        // Then
        assertThat(place.downloads.due(10).downloads()).extracting(Download::id).containsExactly(waiting.id());
        assertThat(place.downloads.awaitWake(Duration.ofSeconds(1))).isTrue();
        assertThat(place.find(waiting)).contains(waiting);
    }

    @Test
    void aDeadWorkersDownloadGoesOnFromItsLastCheckpoint() throws InterruptedException {
        // Given
        TestWorker dead = place.worker(new TestConfig(1));
        Download command = place.accept(Map.of("rows", 2_000L, "duration", 6_000L));
        dead.onCommand(command);
        await().until(() -> place.find(command).orElseThrow().retryState().checkpoint().isPresent());
        Download expired = place.expireLease(command);
        String token = expired.retryState().checkpoint().orElseThrow().token();

        // When
        boolean taken = worker.onDue(expired, true);

        // Then
        assertThat(taken).isTrue();
        Download ready = place.awaitState(command, "READY");
        assertThat(ready.attempt()).isEqualTo(2);
        assertThat(Long.parseLong(token)).isPositive();
        assertThat(place.contentOf(ready)).isEqualTo(WorkerFixture.lines(2_000));
        await().until(() -> dead.running().isEmpty());
        assertThat(place.find(command)).contains(ready);
    }

    @Test
    void anExpiredLeaseIsLeftAloneDuringTheGrace() throws InterruptedException {
        // Given
        Download claimed = place.downloads
                .replace(place.accept(Map.of()).claim("worker-2").orElseThrow(), Placement.leasedFor(Duration.ZERO))
                .orElseThrow();

        // When
        boolean taken = worker.onDue(claimed, false);

        // Then
        assertThat(taken).isFalse();
        assertThat(place.find(claimed)).contains(claimed);
    }

    @Test
    void whatKillsWorkerAfterWorkerEndsAsAnErrorAndADeadLetter() throws InterruptedException {
        // Given
        Download download = place.accept(Map.of("duration", 60_000L));
        for (int i = 1; i < 3; i++) {
            download = place.killed(download);
        }

        // When
        worker.onDue(place.killedOnceMore(download), true);

        // Then
        assertThat(place.find(download).orElseThrow().failure()).contains(FailureHandler.KILLS_WORKERS);
        assertThat(place.events.deadLetters).singleElement()
                .satisfies(letter -> assertThat(letter.download().retryState().expiredLeases()).isEqualTo(2));
    }

    @Test
    void aSuspiciousDownloadRunsAlone() throws InterruptedException {
        // Given
        Download suspicious = place
                .killed(place.killed(place.accept(Map.of("duration", 60_000L, "checkpoints", false))));
        worker.onCommand(place.accept(Map.of("duration", 60_000L)));
        Download innocent = worker.running().get(0);

        // When
        boolean takenBesideAnother = worker.onDue(suspicious, true);
        place.downloads.replace(place.find(innocent).orElseThrow().cancel().orElseThrow(), Placement.finished());
        await().until(() -> worker.running().isEmpty());
        boolean takenAlone = worker.onDue(suspicious, true);

        // Then
        assertThat(takenBesideAnother).isFalse();
        assertThat(takenAlone).isTrue();
        assertThat(worker.slots().free()).isZero();
    }

    @Test
    void aRenewalThatFailsKeepsNoOtherLeaseFromBeingRenewed() {
        // Given
        Download broken = place.accept(Map.of("duration", 60_000L));
        Download other = place.accept(Map.of("duration", 60_000L));
        FaultyDownloads leases = new FaultyDownloads(place.downloads);
        leases.failOn(broken.id());
        TestWorker worker = place.worker(new TestConfig(2), leases, place.files);

        // When
        worker.onCommand(broken);
        worker.onCommand(other);

        // Then
        await().until(() -> leases.failures() > 2);
        long version = place.find(other).orElseThrow().version();
        await().until(() -> place.find(other).orElseThrow().version() > version);
    }

    @Test
    void aFailedAttemptIsRepeatedUntilItSucceeds() throws InterruptedException {
        // Given
        Download command = place.accept(Map.of("rows", 500L, "duration", 1_000L, "failAt", 400L, "failOnce", true));
        worker.onCommand(command);
        Download waiting = place.awaitState(command, "PENDING");

        // When
        worker.onDue(waiting, true);

        // Then
        Download ready = place.awaitState(command, "READY");
        assertThat(ready.attempt()).isEqualTo(2);
        assertThat(place.contentOf(ready)).isEqualTo(WorkerFixture.lines(500));
    }

    @Test
    void whatFailsForEverEndsAsAnErrorAndADeadLetter() throws InterruptedException {
        // Given
        Download command = place.accept(Map.of("rows", 5L, "failAt", 2L));

        // When
        worker.onCommand(command);
        for (int i = 1; i < 3; i++) {
            worker.onDue(place.awaitState(command, "PENDING"), true);
        }

        // Then
        Download failed = place.awaitState(command, "ERROR");
        assertThat(failed.failure()).contains(FailureHandler.GENERATION_FAILED);
        assertThat(failed.attempt()).isEqualTo(3);
        assertThat(place.events.deadLetters).singleElement()
                .satisfies(letter -> assertThat(letter.reason()).isEqualTo(FailureHandler.GENERATION_FAILED));
    }

    @Test
    void whatIsRefusedForGoodIsNotTriedAgain() {
        // Given
        Download command = place.accept(Map.of("rows", 5L, "failAt", 2L, "failure", "refuses"));

        // When
        worker.onCommand(command);

        // Then
        assertThat(place.awaitState(command, "ERROR").attempt()).isEqualTo(1);
    }

    @Test
    void aCancelledDownloadStopsItsGeneratorAndLeavesNothing() {
        // Given
        Download command = place.accept(Map.of("rows", 100_000L, "duration", 60_000L));
        worker.onCommand(command);
        await().until(() -> place.find(command).orElseThrow().progress().done() > 0);

        // When
        place.cancel(command);

        // Then
        await().atMost(Duration.ofSeconds(10)).until(() -> worker.running().isEmpty());
        assertThat(place.find(command).orElseThrow().stateName()).isEqualTo("CANCELLED");
        assertThat(place.filesLeft()).isEmpty();
    }

    @Test
    void aDownloadThatIsLostWhileItsFileIsPublishedLeavesNothing() {
        // Given
        Download command = place.accept(Map.of("rows", 10L));
        worker = place.worker(new TestConfig(1), place.downloads, new MeanwhileFileStore(place.files, () -> {
            place.cancel(command);
            worker.leaseRenewer().renewLeases();
        }));

        // When
        worker.onCommand(command);

        // Then
        place.awaitState(command, "CANCELLED");
        await().until(() -> worker.running().isEmpty());
        assertThat(place.filesLeft()).isEmpty();
    }

    @Test
    void thatAnInterruptedDownloadGoesOnIsSeenAtOnce() throws InterruptedException {
        // Given
        TestWorker forgetful = place.forgetfulWorker(new TestConfig(1));
        Download interrupted = place.killed(place.accept(Map.of("rows", 100_000L, "duration", 60_000L)));

        // When
        forgetful.onCommand(interrupted);
        forgetful.leaseRenewer().renewNextResumed(Duration.ofSeconds(20));

        // Then
        assertThat(place.find(interrupted).orElseThrow().attempt()).isEqualTo(2);
        assertThat(place.find(interrupted).orElseThrow().progress().done()).isPositive();
        assertThat(place.events.published).last().matches(seen -> seen.progress().done() > 0);
    }

    @Test
    void aStoppingWorkerHandsOverAtACheckpoint() throws InterruptedException {
        // Given
        TestWorker leaving = place.worker(new TestConfig(1));
        Download command = place.accept(Map.of("rows", 2_000L, "duration", 6_000L));
        leaving.onCommand(command);
        await().until(() -> place.find(command).orElseThrow().progress().done() > 0);

        // When
        leaving.executor().handOverAll();

        // Then
        Download waiting = place.find(command).orElseThrow();
        assertThat(waiting.stateName()).isEqualTo("PENDING");
        assertThat(waiting.retryState().expiredLeases()).isZero();
        assertThat(waiting.retryState().checkpoint().orElseThrow().token())
                .isEqualTo(String.valueOf(waiting.progress().done()));
        assertThat(place.downloads.due(1).downloads()).containsExactly(waiting);
        worker.onDue(waiting, true);
        assertThat(place.contentOf(place.awaitState(command, "READY"))).isEqualTo(WorkerFixture.lines(2_000));
    }

    @Test
    void aGeneratorThatStandsStillLosesItsLeaseAsAFailedAttempt() {
        // Given
        TestWorker impatient = place.worker(new TestConfig(1).withStallTimeout(Duration.ofMillis(300)));
        Download command = place.accept(Map.of("rows", 5L, "failAt", 2L, "failure", "hangs"));

        // When
        impatient.onCommand(command);

        // Then
        Download waiting = place.awaitState(command, "PENDING");
        assertThat(waiting.retryState().failures()).isEqualTo(1);
        assertThat(impatient.slots().free()).isZero();
    }

    @Test
    void aDownloadPastItsDeadlineEndsAsAnError() throws InterruptedException {
        // Given
        Download late = place.expired(place.accept(Map.of()));

        // When
        worker.onDue(late, true);

        // Then
        assertThat(place.find(late).orElseThrow().failure()).contains(FailureHandler.DEADLINE_EXCEEDED);
    }

    @Test
    void aLostCommandPastItsDeadlineIsOverAndDone() {
        // Given
        Download late = place.expired(place.accept(Map.of()));
        place.downloads.loseEverything();

        // When
        worker.onCommand(late);

        // Then
        assertThat(place.ended).containsExactly(late.id());
        assertThat(place.find(late)).isEmpty();
    }
}
