package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import org.downloadmanager.local.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SIGKILL of the broker and of Redis together, and their restart. */
@ExtendWith(SharedCluster.class)
class KafkaAndRedisKilledChaos {

    /** Longer than a lease and than the session timeout of the consumer group. */
    private static final Duration OUTAGE = Duration.ofSeconds(3);
    /** Two workers with four slots each. */
    private static final int SLOTS = 8;
    /** As many milliseconds: the first download must not end before the last one runs and the outage begins. */
    private static final int ROWS = 20_000;

    @Test
    void runningDownloadsContinueAndQueuedOnesFollow(Cluster cluster, Client ann) {
        try (ClientGroup making = new ClientGroup(cluster, SLOTS);
                ClientGroup waiting = new ClientGroup(cluster, SLOTS / 4)) {
            // Given
            Download undisturbed = ann.untilEnd(ann.request("simulated", "csv", Map.of("rows", ROWS)).id());
            making.request(ROWS);
            making.awaitAllProcessing();
            waiting.request(ROWS / 20);
            assertThat(waiting.downloads()).allMatch(Download::isPending);

            // When
            try (Outage kafka = Outage.of(cluster.kafka().part(), OUTAGE);
                    Outage redis = Outage.of(cluster.redis().part(), OUTAGE)) {
                HttpResponse<String> answer = ann.post(Client.body("tiny", "csv", Map.of()));
                assertThat(Problem.of(answer)).isEqualTo(new Problem(503, "unavailable"));
                kafka.assertGoesOn();
                redis.assertGoesOn();
            }

            // Then the first attempts continued,
            assertThat(making.awaitAllEnded()).allMatch(Download::isReady)
                    .allMatch(download -> download.attempt() == 1)
                    .allMatch(download -> download.file().sha256().equals(undisturbed.file().sha256()));

            // the queued downloads ran,
            assertThat(waiting.awaitAllEnded()).allMatch(Download::isReady)
                    .allMatch(download -> download.attempt() == 1);

            // and nothing was generated twice, or for a refused request.
            StoreDirectory store = new StoreDirectory(cluster);
            assertThat(making.ids()).allSatisfy(id -> assertThat(store.files(id)).hasSize(1));
            assertThat(waiting.ids()).allSatisfy(id -> assertThat(store.files(id)).hasSize(1));
            assertThat(ann.list()).containsExactly(undisturbed);
            assertThat(ann.untilEnd(ann.request("tiny", "csv", Map.of()).id()).attempt()).isEqualTo(1);
        }
    }
}
