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
    private Runner runner;

    @BeforeEach
    void open() throws IOException {
        place = new WorkerFixture(directory);
        runner = place.worker(new TestConfig(2).withIsolationWait(Duration.ZERO));
    }

    @AfterEach
    void close() throws InterruptedException {
        place.close();
    }

    @Test
    void whatRunsIsHandedOverAtACheckpointToMakeRoom() throws InterruptedException {
        // Given
        List<Download> others = List.of(place.accept(LONG), place.accept(LONG));
        others.forEach(runner::offer);
        Download lonely = suspicious(LONG_WITHOUT_CHECKPOINTS);

        // When
        boolean taken = runner.take(lonely, true);

        // Then
        assertThat(taken).isTrue();
        assertThat(runner.running()).extracting(Download::id).containsExactly(lonely.id());
        assertThat(runner.slots().free()).isZero();
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
        runner.offer(handedOver);
        runner.offer(waitedFor);
        Download lonely = suspicious(LONG_WITHOUT_CHECKPOINTS);

        // When
        CompletableFuture<Boolean> taken = begin(runner, lonely);
        Download due = place.awaitState(handedOver, "PENDING");
        boolean takenAgain = runner.take(due, true);
        Download offered = place.accept(LONG);
        runner.offer(offered);

        // Then
        assertThat(takenAgain).isFalse();
        assertThat(place.stateOf(offered)).isEqualTo("PENDING");
        assertThat(place.downloads.due(10).downloads()).extracting(Download::id).contains(offered.id());
        assertThat(taken).isNotDone();
        place.cancel(waitedFor);
        await().atMost(TIMEOUT).until(taken::isDone);
        assertThat(taken.join()).isTrue();
        assertThat(place.stateOf(lonely)).isEqualTo("PROCESSING");
        assertThat(runner.take(due, true)).isFalse();
    }

    @Test
    void roomIsMadeOnlyForWhatStillWaits() {
        // Given
        Download waitedFor = place.accept(LONG_WITHOUT_CHECKPOINTS);
        runner.offer(waitedFor);
        Download lonely = suspicious(LONG_WITHOUT_CHECKPOINTS);
        CompletableFuture<Boolean> taken = begin(runner, lonely);
        await().until(() -> !place.find(lonely).equals(Optional.of(lonely)));

        // When
        place.cancel(lonely);

        // Then
        await().atMost(TIMEOUT).until(taken::isDone);
        assertThat(taken.join()).isFalse();
        assertThat(place.stateOf(waitedFor)).isEqualTo("PROCESSING");
        Download next = place.accept(LONG);
        runner.offer(next);
        assertThat(place.stateOf(next)).isEqualTo("PROCESSING");
    }

    @Test
    void oneWorkerMakesRoomAndTheOthersWorkOn() throws InterruptedException {
        // Given
        TestConfig patient = new TestConfig(2).withIsolationWait(Duration.ofSeconds(4));
        Runner other = place.worker(patient);
        other.offer(place.accept(LONG_WITHOUT_CHECKPOINTS));
        runner.offer(place.accept(LONG_WITHOUT_CHECKPOINTS));
        Download lonely = suspicious(LONG_WITHOUT_CHECKPOINTS);
        RetryPolicy policy = new RetryPolicy(patient, bound -> 0);
        await().until(() -> policy.mayForceDrain(lonely, Clock.systemUTC().instant()));

        // When
        begin(runner, lonely);
        await().until(() -> place.find(lonely).orElseThrow().version() > lonely.version());

        // Then
        assertThat(other.take(lonely, true)).isFalse();
        assertThat(other.take(place.find(lonely).orElseThrow(), true)).isFalse();
        Download next = place.accept(LONG);
        other.offer(next);
        assertThat(place.stateOf(next)).isEqualTo("PROCESSING");
        long seen = place.find(lonely).orElseThrow().version();
        await().atMost(TIMEOUT).until(() -> place.find(lonely).orElseThrow().version() > seen);
    }

    @Test
    void whoeverHasRoomTakesItWhileAnotherMakesRoom() throws InterruptedException {
        // Given
        Download waitedFor = place.accept(LONG_WITHOUT_CHECKPOINTS);
        runner.offer(waitedFor);
        Download lonely = suspicious(LONG_WITHOUT_CHECKPOINTS);
        CompletableFuture<Boolean> taken = begin(runner, lonely);
        Runner idle = place.worker(new TestConfig(2));

        // When
        await().atMost(TIMEOUT).until(() -> idle.take(place.find(lonely).orElseThrow(), true));

        // Then
        await().atMost(TIMEOUT).until(taken::isDone);
        assertThat(taken.join()).isFalse();
        assertThat(place.stateOf(waitedFor)).isEqualTo("PROCESSING");
    }

    @Test
    void whatRunsAloneIsNotDisturbedByTheNext() throws InterruptedException {
        // Given
        Download first = suspicious(LONG_WITHOUT_CHECKPOINTS);
        runner.take(first, true);
        Download second = suspicious(LONG_WITHOUT_CHECKPOINTS);

        // When
        CompletableFuture<Boolean> taken = begin(runner, second);

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
        runner.take(lonely, true);

        // Then
        await().atMost(TIMEOUT).until(() -> runner.slots().free() == 1);
        assertThat(place.find(lonely).orElseThrow().retryState().expiredLeases()).isZero();
        assertThat(place.stateOf(lonely)).isEqualTo("PROCESSING");
    }

    private Download suspicious(Map<String, Object> parameters) {
        return place.killed(place.killed(place.accept(parameters)));
    }

    private static CompletableFuture<Boolean> begin(Runner worker, Download due) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return worker.take(due, true);
            } catch (InterruptedException e) {
                throw new CompletionException(e);
            }
        });
    }
}
