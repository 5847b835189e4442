package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import org.downloadmanager.local.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** SIGSTOP of a worker during a file until another worker has taken over, then SIGCONT. */
@ExtendWith(SharedCluster.class)
class WorkerFrozenChaos {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    @Test
    void aThawedWorkerChangesNothingAndWorksAgain(Cluster cluster, Client ann, Client ben)
            throws IOException {
        try (RunningFlightsExport flights = new RunningFlightsExport(cluster, ann)) {
            // Given
            Log log = new Log(cluster.part(flights.worker()));

            // When
            cluster.freeze(flights.worker());
            String successor = flights.takeover().worker();
            cluster.thaw(flights.worker());

            // Then the worker finds its claim lost,
            assertThat(successor).isNotEqualTo(flights.worker());
            await("the loss of the claim").atMost(TIMEOUT)
                    .until(() -> log.hasLine("Claim lost", "downloadId=" + flights.id()));

            // leaves the files of its successor unchanged,
            Download ready = flights.assertCompletesUnharmed(directory);
            assertThat(ready.attempt()).isEqualTo(2);
            flights.assertContinuedElsewhere();
            StoreDirectory store = new StoreDirectory(cluster);
            await("one file").atMost(TIMEOUT).until(() -> store.files(flights.id()).size() == 1);
            assertThat(ann.find(ready.id())).isEqualTo(ready);

            // and runs other downloads.
            await("work for " + flights.worker()).atMost(TIMEOUT)
                    .until(() -> workerOfTheNext(ben).equals(flights.worker()));
        }
    }

    private static String workerOfTheNext(Client client) {
        try (Watch watch = client.watch()) {
            Download running = watch.until(client.requestSlowFile(60_000).id(), Download::isProcessing);
            client.delete(running.id());
            return running.worker();
        }
    }
}
