package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SIGTERM to a replica with an open socket, as at every deploy. */
@ExtendWith(SharedCluster.class)
class ApiStoppedChaos {

    private static final int SERVICE_RESTART = 1012;

    @Test
    void stoppedReplicaSendsItsPeopleElsewhereAndAlarmsNobody(Cluster cluster, Client ann) {
        // Given
        Part replica = cluster.part("api-1");
        Watch before = ann.through(replica).watch();
        Download seen = before.until(ann.requestSlowFile(5_000).id(), message -> message.hasDone(1_000));
        Log log = new Log(replica);

        // When
        replica.stop();

        // Then
        assertThat(before.untilClosed()).isEqualTo(SERVICE_RESTART);
        try (Watch after = ann.watch()) {
            assertThat(after.untilEnd(seen.id()).state()).isEqualTo("READY");
        }
        assertThat(log.hasLine(" ERROR ")).as("%s", log.lines()).isFalse();
    }
}
