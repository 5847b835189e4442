package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.ManagedProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Workers are added and removed while all slots are busy. */
@ExtendWith(SharedCluster.class)
class WorkersUnderLoadChaos {

    /** Two workers with four slots each. */
    private static final int SLOTS = 8;
    private static final int MORE_THAN_ONE_WORKER_CAN_MAKE = 5;
    private static final long LONG = 120_000;
    private static final int WIDE = 1_000;

    @Test
    void anAddedWorkerRunsQueuedDownloadsWithoutInterruptions(Cluster cluster) {
        try (ClientGroup busy = new ClientGroup(cluster, SLOTS);
                ClientGroup waiting = new ClientGroup(cluster, SLOTS / 4)) {
            // Given
            busy.request(LONG);
            List<Download> running = busy.awaitAllProcessing();
            waiting.request(2_000);
            assertThat(waiting.downloads()).allMatch(Download::isPending);

            // When
            ManagedProcess added = cluster.addWorker();

            // Then
            assertThat(waiting.awaitAllEnded()).allMatch(Download::isReady)
                    .allMatch(download -> download.attempt() == 1);
            // They may have run and ended before the added worker was seen to be ready.
            assertThat(waiting.ids()).allSatisfy(id -> assertThat(
                    EventHistory.beginning(id, 1, cluster.kafka()).worker()).isEqualTo(added.name()));
            running.forEach(before -> assertUninterrupted(before, busy));
        }
    }

    @Test
    void removingAWorkerMovesItsDownloadsOnly(Cluster cluster) {
        cluster.addWorker();
        try (ClientGroup clients = new ClientGroup(cluster, MORE_THAN_ONE_WORKER_CAN_MAKE)) {
            // Given
            clients.request(LONG, WIDE);
            List<Download> running = clients.awaitAllProcessing();
            String leaving = running.get(0).worker();
            assertThat(running).extracting(Download::worker).anyMatch(worker -> !worker.equals(leaving));
            try (HandOvers handOvers = new HandOvers(cluster, clients::ids)) {

                // When
                cluster.stop(leaving);

                // Then
                running.forEach(before -> {
                    if (before.worker().equals(leaving)) {
                        assertHandedOver(before, clients);
                    } else {
                        assertUninterrupted(before, clients);
                    }
                });
                handOvers.assertNothingIsRepeated();
            }
        }
    }

    private static void assertUninterrupted(Download before, ClientGroup clients) {
        Download after = clients.awaitProgressOf(before);
        assertThat(after.attempt()).as("%s", after).isEqualTo(1);
        assertThat(after.worker()).as("%s", after).isEqualTo(before.worker());
    }

    private static void assertHandedOver(Download before, ClientGroup clients) {
        Download after = clients.awaitProgressOf(before);
        assertThat(after.attempt()).as("%s", after).isEqualTo(2);
        assertThat(after.worker()).as("%s", after).isNotEqualTo(before.worker());
    }
}
