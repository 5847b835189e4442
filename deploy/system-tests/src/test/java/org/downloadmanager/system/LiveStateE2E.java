package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.downloadmanager.local.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client of any replica sees the current state at once, and every following change. */
@ExtendWith(SharedCluster.class)
class LiveStateE2E {

    @Test
    void aNewClientOnAnotherReplicaSeesTheCurrentState(Cluster cluster, Client ann) {
        try (Watch early = ann.through(cluster.part("api-1")).watch()) {
            // Given
            Download running = early.untilRunning(ann.requestSlowFile(60_000).id(), 1_000);

            // When
            try (Watch late = ann.through(cluster.part("api-2")).watch()) {

                // Then
                Download first = late.until(running.id(), message -> true);
                assertThat(first.state()).isEqualTo("PROCESSING");
                assertThat(first.version()).isGreaterThanOrEqualTo(running.version());
                assertThat(first.progress().done()).isGreaterThanOrEqualTo(running.progress().done());
                late.until(running.id(), message -> message.version() > first.version());
            }
        }
    }

    @Test
    void progressIsSeenRepeatedly(Client ann) {
        try (Watch watch = ann.watch()) {
            // When
            String id = ann.requestSlowFile(60_000).id();

            // Then
            Download earlier = watch.untilRunning(id, 1);
            for (int times = 0; times < 3; times++) {
                Download later = watch.untilRunning(id, earlier.progress().done() + 1);
                assertThat(later.progress().total()).isEqualTo(60_000);
                assertThat(later.progress().percent()).isBetween(0, 99);
                earlier = later;
            }
        }
    }

    @Test
    void aSocketFindsStateAndEndAtAnotherReplica(Cluster cluster, Client ann) {
        // Given
        Watch before = ann.through(cluster.part("api-1")).watch();
        Download seen = before.untilRunning(ann.requestSlowFile(5_000).id(), 500);

        // When
        cluster.kill("api-1");
        assertThat(before.untilClosed()).isEqualTo(Watch.LOST);

        // Then
        try (Watch after = ann.watch()) {
            Download first = after.until(seen.id(), message -> true);
            assertThat(first.version()).isGreaterThanOrEqualTo(seen.version());
            assertThat(first.progress().done()).isGreaterThanOrEqualTo(seen.progress().done());
            assertThat(after.untilEnd(seen.id()).state()).isEqualTo("READY");
        }
    }

    @Test
    void aRemovalReachesTheOwnersOtherSockets(Cluster cluster, Client ann) {
        try (Watch here = ann.through(cluster.part("api-1")).watch();
                Watch there = ann.through(cluster.part("api-2")).watch()) {
            // Given
            Download ready = here.untilEnd(ann.request("tiny", "csv", Map.of()).id());
            there.untilEnd(ready.id());

            // When
            ann.through(cluster.part("api-1")).delete(ready.id());

            // Then
            here.until(ready.id(), Download::removed);
            there.until(ready.id(), Download::removed);
        }
    }

    @Test
    void ownersNeverReceiveEventsOfOthers(Client ann, Client ben) {
        try (Watch ofAnn = ann.watch(); Watch ofBen = ben.watch()) {
            // When
            Download annsFile = ofAnn.untilEnd(ann.request("tiny", "csv", Map.of()).id());
            Download bensFile = ofBen.untilEnd(ben.request("tiny", "csv", Map.of()).id());

            // Then
            assertThat(ofAnn.messages()).extracting(Download::id).containsOnly(annsFile.id());
            assertThat(ofBen.messages()).extracting(Download::id).containsOnly(bensFile.id());
            assertThat(ben.list()).extracting(Download::id).containsExactly(bensFile.id());
        }
    }
}
