package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.system.RedisQuestions.Segment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL of the worker that makes a file. */
@ExtendWith(SharedCluster.class)
class WorkerKilledChaos {

    private static final int TRIES = 5;

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
}
