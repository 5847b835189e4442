package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Map;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.system.EventHistory.Snapshot;
import org.downloadmanager.system.RedisInspector.Segment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SIGKILL of the worker of a file. */
@ExtendWith(SharedCluster.class)
class WorkerKilledChaos {

    private static final int TRIES = 5;
    /** The bytes written in ten times the 250 ms between two checkpoints, with rows of 100 bytes. */
    private static final long MOST_BYTES_REPEATED = 250_000;

    @TempDir
    Path directory;

    @Test
    void anotherWorkerResumesFromTheLastCheckpointWithTheSameFile(Cluster cluster, Client ann) throws IOException {
        for (int tries = 1; tries <= TRIES; tries++) {
            // Given
            try (RunningFlightsExport flights = new RunningFlightsExport(cluster, ann)) {

                // When
                cluster.kill(flights.worker());

                // Then
                assertThat(flights.assertCompletesUnharmed(directory).attempt()).isEqualTo(2);
                Segment checkpoint = flights.assertContinuedElsewhere();
                assertThat(flights.takeover().progress().done())
                        .isGreaterThanOrEqualTo(SampleData.rowsInFlights(checkpoint.length()));

                // and the checkpoint had rows of the same date on both sides, which only the row number distinguishes
                if (RunningFlightsExport.isInsideARunOfEqualDates(checkpoint)) {
                    return;
                }
                cluster.start(flights.worker());
                ann.close();
            }
        }
        throw new AssertionError("None of " + TRIES + " checkpoints was inside of a run of equal dates.");
    }

    /** The rest at that percentage takes some seconds, so the worker is killed before its file is complete. */
    @ParameterizedTest
    @CsvSource({ "10, 5000", "50, 8000", "90, 30000" })
    void aKillAtAnyPercentRepeatsAtMostOneCheckpoint(int percent, int rows, Cluster cluster, Client ann,
            Client ben) throws IOException {
        try (Watch watch = ann.watch()) {
            // Given
            String id = ann.requestSlowFile(rows).id();
            Download running = watch.untilRunning(id, (long) rows * percent / 100);
            try (SeekableByteChannel written = new StoreDirectory(cluster).openNewestSegment(id)) {

                // When
                cluster.kill(running.worker());

                // Then
                assertThat(assertCompletesAsUndisturbed(watch, id, ann, ben, rows).attempt()).isEqualTo(2);
                Snapshot second = EventHistory.assertContinued(id, 2, cluster.kafka());
                assertThat(second.worker()).isNotEqualTo(running.worker());
                assertThat(second.checkpoint()).hasSize(1);
                assertThat(written.size() - second.checkpoint().get(0).length()).isBetween(0L, MOST_BYTES_REPEATED);
            }
        }
    }

    @Test
    void aThirdAttemptAfterTwoKillsMakesTheSameFile(Cluster cluster, Client ann, Client ben) {
        try (Watch watch = ann.watch()) {
            // Given
            int rows = 10_000;
            String id = ann.requestSlowFile(rows).id();
            Download first = watch.untilRunning(id, rows / 10);

            // When
            cluster.kill(first.worker());
            // Most of the file is left by then, so the second attempt runs long enough to be seen.
            Download second = watch.untilRunning(id, message -> message.attempt() == 2);
            cluster.kill(second.worker());
            cluster.start(first.worker());

            // Then
            assertThat(second.worker()).isNotEqualTo(first.worker());
            assertThat(assertCompletesAsUndisturbed(watch, id, ann, ben, rows).attempt()).isEqualTo(3);
            Snapshot third = EventHistory.assertContinued(id, 3, cluster.kafka());
            assertThat(third.progress().done()).isGreaterThanOrEqualTo(first.progress().done());
        }
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
