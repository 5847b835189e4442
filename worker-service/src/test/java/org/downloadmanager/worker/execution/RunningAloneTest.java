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

/** What two workers died of must run alone: a worker that is never idle makes room for it. */
class RunningAloneTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Map<String, Object> LONG = Map.of("rows", 60_000L, "duration", 60_000L);
    private static final Map<String, Object> LONG_WITHOUT_CHECKPOINTS = Map.of("duration", 60_000L, "checkpoints",
            false);

    @TempDir
    Path directory;

    private WorkerFixture place;
    private TestWorker worker;

    @BeforeEach
    void open() throws IOException {
        place = new WorkerFixture(directory);
        worker = place.worker(new TestConfig(2).withIsolationWait(Duration.ZERO));
    }

    @AfterEach
    void close() throws InterruptedException {
        place.close();
    }

    @Test
    void whatRunsIsHandedOverAtACheckpointToMakeRoom() throws InterruptedException {
        // Given
        List<Download> others = List.of(place.accept(LONG), place.accept(LONG));
        others.forEach(worker::onCommand);
        Download lonely = suspicious(LONG_WITHOUT_CHECKPOINTS);

        // When
        boolean taken = worker.onDue(lonely, true);

        // Then
        assertThat(taken).isTrue();
        assertThat(worker.running()).extracting(Download::id).containsExactly(lonely.id());
        assertThat(worker.slots().free()).isZero();
        List<Download> due = place.downloads.due(10).downloads();
        assertThat(due).extracting(Download::id)
                .containsExactlyInAnyOrderElementsOf(others.stream().map(Download::id).toList());
        assertThat(due).allSatisfy(other -> {
            assertThat(other.retryState().expiredLeases()).isZero();
            assertThat(other.retryState().failures()).isZero();
            assertThat(other.retryState().checkpoint().orElseThrow().token())
                    .isEqualTo(String.valueOf(other.progress().done()));
        });
        assertThat(place.downloads.awaitWake(Duration.ofSeconds(1))).isTrue();
    }

    @Test
    void whileRoomIsMadeNothingElseIsTakenUp() throws InterruptedException {
        // Given
        Download handedOver = place.accept(LONG);
        Download waitedFor = place.accept(LONG_WITHOUT_CHECKPOINTS);
        worker.onCommand(handedOver);
        worker.onCommand(waitedFor);
        Download lonely = suspicious(LONG_WITHOUT_CHECKPOINTS);

        // When
        CompletableFuture<Boolean> taken = begin(worker, lonely);
        Download due = place.awaitState(handedOver, "PENDING");
        boolean takenAgain = worker.onDue(due, true);
        Download offered = place.accept(LONG);
        worker.onCommand(offered);

        // Then
        assertThat(takenAgain).isFalse();
        assertThat(place.stateOf(offered)).isEqualTo("PENDING");
        assertThat(place.downloads.due(10).downloads()).extracting(Download::id).contains(offered.id());
        assertThat(taken).isNotDone();
        place.cancel(waitedFor);
        await().atMost(TIMEOUT).until(taken::isDone);
        assertThat(taken.join()).isTrue();
        assertThat(place.stateOf(lonely)).isEqualTo("PROCESSING");
        assertThat(worker.onDue(due, true)).isFalse();
    }

    @Test
    void roomIsMadeOnlyForWhatStillWaits() {
        // Given
        Download waitedFor = place.accept(LONG_WITHOUT_CHECKPOINTS);
        worker.onCommand(waitedFor);
        Download lonely = suspicious(LONG_WITHOUT_CHECKPOINTS);
        CompletableFuture<Boolean> taken = begin(worker, lonely);
        await().until(() -> !place.find(lonely).equals(Optional.of(lonely)));

        // When
        place.cancel(lonely);

        // Then
        await().atMost(TIMEOUT).until(taken::isDone);
        assertThat(taken.join()).isFalse();
        assertThat(place.stateOf(waitedFor)).isEqualTo("PROCESSING");
        Download next = place.accept(LONG);
        worker.onCommand(next);
        assertThat(place.stateOf(next)).isEqualTo("PROCESSING");
    }

    @Test
    void oneWorkerMakesRoomAndTheOthersWorkOn() throws InterruptedException {
        // Given
        TestConfig patient = new TestConfig(2).withIsolationWait(Duration.ofSeconds(4));
        TestWorker other = place.worker(patient);
        other.onCommand(place.accept(LONG_WITHOUT_CHECKPOINTS));
        worker.onCommand(place.accept(LONG_WITHOUT_CHECKPOINTS));
        Download lonely = suspicious(LONG_WITHOUT_CHECKPOINTS);
        RetryPolicy policy = new RetryPolicy(patient, bound -> 0);
        await().until(() -> policy.mayForceDrain(lonely, Clock.systemUTC().instant()));

        // When
        begin(worker, lonely);
        await().until(() -> place.find(lonely).orElseThrow().version() > lonely.version());

        // Then
        assertThat(other.onDue(lonely, true)).isFalse();
        assertThat(other.onDue(place.find(lonely).orElseThrow(), true)).isFalse();
        Download next = place.accept(LONG);
        other.onCommand(next);
        assertThat(place.stateOf(next)).isEqualTo("PROCESSING");
        long seen = place.find(lonely).orElseThrow().version();
        await().atMost(TIMEOUT).until(() -> place.find(lonely).orElseThrow().version() > seen);
    }

    @Test
    void whoeverHasRoomTakesItWhileAnotherMakesRoom() throws InterruptedException {
        // Given
        Download waitedFor = place.accept(LONG_WITHOUT_CHECKPOINTS);
        worker.onCommand(waitedFor);
        Download lonely = suspicious(LONG_WITHOUT_CHECKPOINTS);
        CompletableFuture<Boolean> taken = begin(worker, lonely);
        TestWorker idle = place.worker(new TestConfig(2));

        // When
        await().atMost(TIMEOUT).until(() -> idle.onDue(place.find(lonely).orElseThrow(), true));

        // Then
        await().atMost(TIMEOUT).until(taken::isDone);
        assertThat(taken.join()).isFalse();
        assertThat(place.stateOf(waitedFor)).isEqualTo("PROCESSING");
    }

    @Test
    void whatRunsAloneIsNotDisturbedByTheNext() throws InterruptedException {
        // Given
        Download first = suspicious(LONG_WITHOUT_CHECKPOINTS);
        worker.onDue(first, true);
        Download second = suspicious(LONG_WITHOUT_CHECKPOINTS);

        // When
        CompletableFuture<Boolean> taken = begin(worker, second);

        // Then
        await().atMost(TIMEOUT).until(taken::isDone);
        assertThat(taken.join()).isFalse();
        assertThat(place.find(second)).contains(second);
        assertThat(place.stateOf(first)).isEqualTo("PROCESSING");
    }

    @Test
    void withANewCheckpointItLeavesRoomForOthers() throws InterruptedException {
        // Given
        Download lonely = suspicious(LONG);

        // When
        worker.onDue(lonely, true);

        // Then
        await().atMost(TIMEOUT).until(() -> worker.slots().free() == 1);
        assertThat(place.find(lonely).orElseThrow().retryState().expiredLeases()).isZero();
        assertThat(place.stateOf(lonely)).isEqualTo("PROCESSING");
    }

    private Download suspicious(Map<String, Object> parameters) {
        return place.killed(place.killed(place.accept(parameters)));
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
