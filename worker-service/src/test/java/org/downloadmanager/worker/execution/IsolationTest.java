package org.downloadmanager.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.downloadmanager.downloads.Download;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A download that two workers died of runs isolated: a busy worker is drained for it. */
class IsolationTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Map<String, Object> LONG = Map.of("rows", 60_000L, "duration", 60_000L);
    private static final Map<String, Object> LONG_WITHOUT_CHECKPOINTS = Map.of("duration", 60_000L, "checkpoints",
            false);

    @TempDir
    Path directory;

    private WorkerFixture fixture;
    private TestWorker worker;

    @BeforeEach
    void open() throws IOException {
        fixture = new WorkerFixture(directory);
        worker = fixture.worker(new TestConfig(2).withIsolationWait(Duration.ZERO));
    }

    @AfterEach
    void close() throws InterruptedException {
        fixture.close();
    }

    @Test
    void aDrainHandsRunningDownloadsOverAtACheckpoint() throws InterruptedException {
        // Given
        List<Download> others = List.of(fixture.accept(LONG), fixture.accept(LONG));
        others.forEach(worker::onCommand);
        Download isolated = suspicious(LONG_WITHOUT_CHECKPOINTS);

        // When
        boolean taken = worker.onDue(isolated, true);

        // Then
        assertThat(taken).isTrue();
        assertThat(worker.running()).extracting(Download::id).containsExactly(isolated.id());
        assertThat(worker.slots().free()).isZero();
        List<Download> due = fixture.downloads.due(10).downloads();
        assertThat(due).extracting(Download::id)
                .containsExactlyInAnyOrderElementsOf(others.stream().map(Download::id).toList());
        assertThat(due).allSatisfy(other -> {
            assertThat(other.retryState().expiredLeases()).isZero();
            assertThat(other.retryState().failures()).isZero();
            assertThat(other.retryState().checkpoint().orElseThrow().token())
                    .isEqualTo(String.valueOf(other.progress().done()));
        });
        assertThat(fixture.downloads.awaitWake(Duration.ofSeconds(1))).isTrue();
    }

    @Test
    void aDrainedWorkerStartsNothingElse() throws InterruptedException {
        // Given
        Download handedOver = fixture.accept(LONG);
        Download waitedFor = fixture.accept(LONG_WITHOUT_CHECKPOINTS);
        worker.onCommand(handedOver);
        worker.onCommand(waitedFor);
        Download isolated = suspicious(LONG_WITHOUT_CHECKPOINTS);

        // When
        CompletableFuture<Boolean> taken = begin(worker, isolated);
        Download due = fixture.awaitState(handedOver, "PENDING");
        boolean takenAgain = worker.onDue(due, true);
        Download offered = fixture.accept(LONG);
        worker.onCommand(offered);

        // Then
        assertThat(takenAgain).isFalse();
        assertThat(fixture.stateOf(offered)).isEqualTo("PENDING");
        assertThat(fixture.downloads.due(10).downloads()).extracting(Download::id).contains(offered.id());
        assertThat(taken).isNotDone();
        fixture.cancel(waitedFor);
        await().atMost(TIMEOUT).until(taken::isDone);
        assertThat(taken.join()).isTrue();
        assertThat(fixture.stateOf(isolated)).isEqualTo("PROCESSING");
        assertThat(worker.onDue(due, true)).isFalse();
    }

    @Test
    void aDrainEndsWhenTheIsolatedDownloadIsCancelled() {
        // Given
        Download waitedFor = fixture.accept(LONG_WITHOUT_CHECKPOINTS);
        worker.onCommand(waitedFor);
        Download isolated = suspicious(LONG_WITHOUT_CHECKPOINTS);
        CompletableFuture<Boolean> taken = begin(worker, isolated);
        await().until(() -> !fixture.find(isolated).equals(Optional.of(isolated)));

        // When
        fixture.cancel(isolated);

        // Then
        await().atMost(TIMEOUT).until(taken::isDone);
        assertThat(taken.join()).isFalse();
        assertThat(fixture.stateOf(waitedFor)).isEqualTo("PROCESSING");
        Download next = fixture.accept(LONG);
        worker.onCommand(next);
        assertThat(fixture.stateOf(next)).isEqualTo("PROCESSING");
    }

    @Test
    void onlyOneWorkerIsDrainedForADownload() throws InterruptedException {
        // Given
        TestConfig slow = new TestConfig(2).withIsolationWait(Duration.ofSeconds(4));
        TestWorker other = fixture.worker(slow);
        other.onCommand(fixture.accept(LONG_WITHOUT_CHECKPOINTS));
        worker.onCommand(fixture.accept(LONG_WITHOUT_CHECKPOINTS));
        Download isolated = suspicious(LONG_WITHOUT_CHECKPOINTS);
        RetryPolicy policy = new RetryPolicy(slow, bound -> 0);
        await().until(() -> policy.mayForceDrain(isolated, Clock.systemUTC().instant()));

        // When
        begin(worker, isolated);
        await().until(() -> fixture.find(isolated).orElseThrow().version() > isolated.version());

        // Then
        assertThat(other.onDue(isolated, true)).isFalse();
        assertThat(other.onDue(fixture.find(isolated).orElseThrow(), true)).isFalse();
        Download next = fixture.accept(LONG);
        other.onCommand(next);
        assertThat(fixture.stateOf(next)).isEqualTo("PROCESSING");
        long seen = fixture.find(isolated).orElseThrow().version();
        await().atMost(TIMEOUT).until(() -> fixture.find(isolated).orElseThrow().version() > seen);
    }

    @Test
    void anIdleWorkerStartsTheDownloadDuringADrainElsewhere() throws InterruptedException {
        // Given
        Download waitedFor = fixture.accept(LONG_WITHOUT_CHECKPOINTS);
        worker.onCommand(waitedFor);
        Download isolated = suspicious(LONG_WITHOUT_CHECKPOINTS);
        CompletableFuture<Boolean> taken = begin(worker, isolated);
        TestWorker idle = fixture.worker(new TestConfig(2));

        // When
        await().atMost(TIMEOUT).until(() -> idle.onDue(fixture.find(isolated).orElseThrow(), true));

        // Then
        await().atMost(TIMEOUT).until(taken::isDone);
        assertThat(taken.join()).isFalse();
        assertThat(fixture.stateOf(waitedFor)).isEqualTo("PROCESSING");
    }

    @Test
    void anIsolatedDownloadIsNotDrainedForAnother() throws InterruptedException {
        // Given
        Download first = suspicious(LONG_WITHOUT_CHECKPOINTS);
        worker.onDue(first, true);
        Download second = suspicious(LONG_WITHOUT_CHECKPOINTS);

        // When
        CompletableFuture<Boolean> taken = begin(worker, second);

        // Then
        await().atMost(TIMEOUT).until(taken::isDone);
        assertThat(taken.join()).isFalse();
        assertThat(fixture.find(second)).contains(second);
        assertThat(fixture.stateOf(first)).isEqualTo("PROCESSING");
    }

    @Test
    void aNewCheckpointEndsTheIsolation() throws InterruptedException {
        // Given
        Download isolated = suspicious(LONG);

        // When
        worker.onDue(isolated, true);

        // Then
        await().atMost(TIMEOUT).until(() -> worker.slots().free() == 1);
        assertThat(fixture.find(isolated).orElseThrow().retryState().expiredLeases()).isZero();
        assertThat(fixture.stateOf(isolated)).isEqualTo("PROCESSING");
    }

    private Download suspicious(Map<String, Object> parameters) {
        return fixture.killed(fixture.killed(fixture.accept(parameters)));
    }

    private static CompletableFuture<Boolean> begin(TestWorker worker, Download due) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return worker.onDue(due, true);
            } catch (InterruptedException e) {
                throw new CompletionException(e);
            }
        });
    }
}
