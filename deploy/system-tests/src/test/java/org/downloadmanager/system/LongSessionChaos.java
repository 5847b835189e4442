package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.apache.kafka.common.TopicPartition;
import org.downloadmanager.local.Cluster;
import org.junit.jupiter.api.Test;

/** SIGKILL of a worker when the broker has the default session timeout. */
class LongSessionChaos {

    private static final Duration SESSION = Duration.ofSeconds(45);
    /** Shorter than the session, so that nothing in this time has waited for its end. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int HALF_OF_ALL_PARTITIONS = 24;
    /** Enough that not all commands are in the partitions of one of two workers. */
    private static final int NEW_REQUESTS = 20;

    @Test
    void takeoverDoesNotWaitForTheConsumerGroup() {
        try (Cluster cluster = SharedCluster.anEmpty("cluster-with-long-sessions").api(1).groupSessionTimeout(SESSION)
                .setting("downloads.catalog.simulated", "true").build().start();
                WorkerGroup group = new WorkerGroup(cluster.kafka());
                Client ann = Client.newcomer(cluster.url());
                Watch watch = ann.watch()) {
            // Given
            List<Set<TopicPartition>> members = await("the shares of both").atMost(TIMEOUT).until(group::members,
                    shares -> shares.size() == 2
                            && shares.stream().allMatch(share -> share.size() == HALF_OF_ALL_PARTITIONS));
            String id = ann.requestSlowFile(60_000).id();
            Download running = watch.untilRunning(id, 1_000);

            // When
            cluster.kill(running.worker());

            // Then another worker resumes,
            await("progress elsewhere").atMost(TIMEOUT).until(() -> watch.of(id).anyMatch(message -> message
                    .attempt() == 2 && message.hasDone(running.progress().done() + 1_000)));

            // it also runs new downloads, whichever worker has their partitions,
            List<Client> people = Stream.generate(() -> Client.newcomer(cluster.url())).limit(NEW_REQUESTS).toList();
            people.forEach(client -> client.request("tiny", "csv", Map.of()));
            await("the new ones").atMost(TIMEOUT)
                    .until(() -> people.stream().allMatch(client -> client.list().get(0).isReady()));

            // and the broker still counts the killed worker as a member.
            assertThat(group.members()).hasSize(2);
            assertThat(members).allMatch(share -> group.commandsIn(share) > 1);
        }
    }
}
