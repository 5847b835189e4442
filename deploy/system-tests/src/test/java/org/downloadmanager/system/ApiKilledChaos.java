package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.ManagedProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SIGKILL of the replica that has just accepted a request. */
@ExtendWith(SharedCluster.class)
class ApiKilledChaos {

    @Test
    void acceptedMeansKept(Cluster cluster, Client ann) {
        ManagedProcess replica = cluster.part("api-1");
        Client elsewhere = ann.through(cluster.part("api-2"));
        try (Watch watch = elsewhere.watch()) {
            // Given
            Download accepted = ann.through(replica).request("tiny", "csv", Map.of());

            // When
            replica.kill();

            // Then
            Download ready = watch.untilEnd(accepted.id());
            assertThat(ready.state()).isEqualTo("READY");
            assertThat(elsewhere.ask(ready.file().url()).statusCode()).isEqualTo(200);
        }
    }
}
