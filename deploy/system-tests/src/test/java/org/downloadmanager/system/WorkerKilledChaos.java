package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.system.RedisQuestions.Segment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SIGKILL of the worker that makes a file. */
@ExtendWith(SharedCluster.class)
class WorkerKilledChaos {

    private static final int TRIES = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(5);
    /** What is written in ten times the 250 ms between two checkpoints, at a row of 100 bytes for each of them. */
    private static final long MOST_BYTES_REPEATED = 250_000;

    @TempDir
    Path directory;

    @Test
    void anotherWorkerGoesOnFromTheLastCheckpointAndTheFileIsTheSame(Cluster cluster, Client ann) throws IOException {
        for (int tries = 1; tries <= TRIES; tries++) {
            // Given
            try (FlightsUnderWay flights = new FlightsUnderWay(cluster, ann)) {

                // When
                cluster.kill(flights.worker());
                List<Segment> checkpoint = flights.checkpoint();
                assertThat(checkpoint).hasSize(1);

                // Then, if the checkpoint has rows of the same date on both sides, which no key but a row's number tells
                if (FlightsUnderWay.isInsideARunOfEqualDates(checkpoint.get(0))) {
                    Download takenUp = flights.untilTakenUpAgain();
                    assertThat(takenUp.worker()).isNotEqualTo(flights.worker());
                    assertThat(takenUp.progress().done())
                            .isGreaterThanOrEqualTo(SampleData.rowsInFlights(checkpoint.get(0).length()));
                    assertThat(flights.untilContinued()).startsWith(checkpoint.get(0));
                    assertThat(flights.assertCompletesUnharmed(directory).attempt()).isEqualTo(2);
                    return;
                }
                cluster.start(flights.worker());
                ann.close();
            }
        }
        throw new AssertionError("None of " + TRIES + " checkpoints was inside of a run of equal dates.");
    }

    @ParameterizedTest
    @CsvSource({ "10, 3000", "50, 4000", "90, 10000" })
    void killedAtAnyPercentNoMoreThanACheckpointsWorkIsRepeated(int percent, int rows, Cluster cluster, Client ann,
            Client ben) {
        try (Watch watch = ann.watch(); RedisQuestions redis = new RedisQuestions(cluster.redis().uri())) {
            // Given
            String id = ann.requestSlowFile(rows).id();
            Download running = watch.until(id, message -> message.hasDone((long) rows * percent / 100));

            // When
            cluster.kill(running.worker());
            List<Segment> checkpoint = redis.checkpoint(id);
            long written = new StoreDirectory(cluster).draftBytes(id);

            // Then
            assertThat(checkpoint).hasSize(1);
            assertThat(written - checkpoint.get(0).length()).isBetween(0L, MOST_BYTES_REPEATED);
            assertThat(takenUp(watch, id, 2).worker()).isNotEqualTo(running.worker());
            assertThat(await("a checkpoint of the second attempt").atMost(PATIENCE).pollInterval(POLL)
                    .until(() -> redis.checkpoint(id), segments -> segments.size() > 1)).startsWith(checkpoint.get(0));
            cluster.start(running.worker());
            assertThat(assertCompletesAsUndisturbed(watch, id, ann, ben, rows).attempt()).isEqualTo(2);
        }
    }

    @Test
    void whenItsSuccessorIsKilledAsWellAThirdAttemptMakesTheSameFile(Cluster cluster, Client ann, Client ben) {
        try (Watch watch = ann.watch()) {
            // Given
            int rows = 4_000;
            String id = ann.requestSlowFile(rows).id();
            Download first = watch.until(id, message -> message.hasDone(rows / 4));

            // When
            cluster.kill(first.worker());
            Download second = takenUp(watch, id, 2);
            cluster.kill(second.worker());
            cluster.start(first.worker());

            // Then
            assertThat(second.worker()).isNotEqualTo(first.worker());
            assertThat(takenUp(watch, id, 3).progress().done()).isGreaterThanOrEqualTo(first.progress().done());
            assertThat(assertCompletesAsUndisturbed(watch, id, ann, ben, rows).attempt()).isEqualTo(3);
        }
    }

    private static Download takenUp(Watch watch, String id, int attempt) {
        return watch.until(id, message -> message.isProcessing() && message.attempt() == attempt);
    }

    private Download assertCompletesAsUndisturbed(Watch watch, String id, Client client, Client other, int rows) {
        Download ready = watch.untilEnd(id);
        assertThat(ready.state()).as("%s", ready).isEqualTo("READY");
        try (Watch undisturbed = other.watch()) {
            String sha256 = undisturbed.untilEnd(other.request("simulated", "csv", Map.of("rows", rows)).id())
                    .file().sha256();
            assertThat(ready.file().sha256()).isEqualTo(sha256);
            assertThat(SampleData.sha256(client.fetch(ready, directory))).isEqualTo(sha256);
        }
        assertThat(client.list()).containsExactly(ready);
        return ready;
    }
}
