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

/** SIGSTOP of the worker that makes a file, until another one has taken it over, then SIGCONT. */
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

            // Then it learns that the work is not its own any more,
            assertThat(successor).isNotEqualTo(flights.worker());
            await("the loss of the claim").atMost(TIMEOUT)
                    .until(() -> log.hasLine("Claim lost", "downloadId=" + flights.id()));

            // leaves its successor's alone,
            Download ready = flights.assertCompletesUnharmed(directory);
            assertThat(ready.attempt()).isEqualTo(2);
            flights.assertContinuedElsewhere();
            StoreDirectory store = new StoreDirectory(cluster);
            await("one file").atMost(TIMEOUT).until(() -> store.files(flights.id()).size() == 1);
            assertThat(ann.find(ready.id())).isEqualTo(ready);

            // and takes up other work.
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
