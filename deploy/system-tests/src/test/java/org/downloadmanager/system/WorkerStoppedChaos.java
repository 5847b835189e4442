package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

import org.downloadmanager.local.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM to the worker of a file, as at every deployment. */
@ExtendWith(SharedCluster.class)
class WorkerStoppedChaos {

    @TempDir
    Path directory;

    @Test
    void aStoppingWorkerHandsOverAndNothingIsRepeated(Cluster cluster, Client ann) throws IOException {
        // Given
        try (RunningFlightsExport flights = new RunningFlightsExport(cluster, ann)) {

            // When
            cluster.stop(flights.worker());

            // Then the first worker has not written a byte beyond the checkpoint from which the second one resumed.
            assertThat(flights.assertCompletesUnharmed(directory).attempt()).isEqualTo(2);
            assertThat(flights.assertContinuedElsewhere().length()).isEqualTo(flights.bytesOfTheFirstWorker());
            assertThat(flights.takeover().expiredLeases()).isZero();
        }
    }
}
