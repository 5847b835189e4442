package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.system.RedisQuestions.Segment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM to the worker that makes a file, as at every deploy. */
@ExtendWith(SharedCluster.class)
class WorkerStoppedChaos {

    @TempDir
    Path directory;

    @Test
    void workIsHandedOverAndNothingIsRepeated(Cluster cluster, Client ann) {
        try (FlightsUnderWay flights = new FlightsUnderWay(cluster, ann)) {
            // Given
            StoreDirectory store = new StoreDirectory(cluster);

            // When
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> cluster.stop(flights.worker()));

            // Then the first worker has not written a byte beyond the checkpoint at which the second one went on.
            List<Segment> checkpoint = flights.untilContinued();
            Segment handedOver = checkpoint.get(0);
            assertThat(store.segment(flights.id(), handedOver.name())).hasSize(handedOver.length());
            assertThat(flights.untilTakenUpAgain().worker()).isNotEqualTo(flights.worker());
            assertThat(flights.assertCompletesUnharmed(directory).attempt()).isEqualTo(2);
            stopped.join();
        }
    }
}
