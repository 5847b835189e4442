package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.ManagedProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A worker comes, a worker goes, and those that stay have their hands full. */
@ExtendWith(SharedCluster.class)
class WorkersUnderLoadChaos {

    /** Two workers with four slots each. */
    private static final int SLOTS = 8;
    private static final int MORE_THAN_ONE_WORKER_CAN_MAKE = 5;
    private static final long LONG = 120_000;
    private static final int WIDE = 1_000;

    @Test
    void anAddedWorkerRunsQueuedDownloadsWithoutInterruptions(Cluster cluster) {
        try (People busy = new People(cluster, SLOTS); People waiting = new People(cluster, SLOTS / 4)) {
            // Given
            busy.ask(LONG);
            List<Download> running = busy.untilAllRun();
            waiting.ask(2_000);
            assertThat(waiting.downloads()).allMatch(Download::isPending);

            // When
            ManagedProcess added = cluster.addWorker();

            // Then
            assertThat(waiting.untilAllHaveEnded()).allMatch(Download::isReady)
                    .allMatch(download -> download.attempt() == 1);
            // They may have run and ended before the added worker was seen to be ready.
            assertThat(waiting.ids()).allSatisfy(id -> assertThat(
                    EventHistory.beginning(id, 1, cluster.kafka()).worker()).isEqualTo(added.name()));
            running.forEach(before -> assertGoesOnWhereItWas(before, busy));
        }
    }

    @Test
    void removingAWorkerMovesItsDownloadsOnly(Cluster cluster) {
        cluster.addWorker();
        try (People people = new People(cluster, MORE_THAN_ONE_WORKER_CAN_MAKE)) {
            // Given
            people.ask(LONG, WIDE);
            List<Download> running = people.untilAllRun();
            String leaving = running.get(0).worker();
            assertThat(running).extracting(Download::worker).anyMatch(worker -> !worker.equals(leaving));
            try (HandOvers handOvers = new HandOvers(cluster, people::ids)) {

                // When
                cluster.stop(leaving);

                // Then
                running.forEach(before -> {
                    if (before.worker().equals(leaving)) {
                        assertGoesOnElsewhere(before, people);
                    } else {
                        assertGoesOnWhereItWas(before, people);
                    }
                });
                handOvers.assertNothingIsRepeated();
            }
        }
    }

    private static void assertGoesOnWhereItWas(Download before, People people) {
        Download after = people.untilItHasGoneOn(before);
        assertThat(after.attempt()).as("%s", after).isEqualTo(1);
        assertThat(after.worker()).as("%s", after).isEqualTo(before.worker());
    }

    private static void assertGoesOnElsewhere(Download before, People people) {
        Download after = people.untilItHasGoneOn(before);
        assertThat(after.attempt()).as("%s", after).isEqualTo(2);
        assertThat(after.worker()).as("%s", after).isNotEqualTo(before.worker());
    }
}
