package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SIGKILL of Redis, which restarts without its data. */
@ExtendWith(BreakableCluster.class)
class RedisLostChaos {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    /** Two workers with four slots each. */
    private static final int SLOTS = 8;
    /** As many milliseconds: the first download must not end before the last one runs and Redis is lost. */
    private static final int ROWS = 20_000;

    @Test
    void acceptedDownloadsEndAndEndedOnesAreNotRepeated(Cluster cluster, Client ann) throws Exception {
        try (CommittedCommands committed = new CommittedCommands(cluster.kafka())) {
            // Given one ended download, some processing ones, and some queued ones
            String ended = ann.untilEnd(ann.request("tiny", "csv", Map.of()).id()).id();
            await("the commit of what has ended").atMost(TIMEOUT).until(() -> committed.uncommitted() == 0);
            List<Accepted> running = Stream.generate(() -> Accepted.by(cluster, ROWS)).limit(SLOTS).toList();
            running.forEach(Accepted::untilUnderWay);
            List<Accepted> waiting = Stream.generate(() -> Accepted.by(cluster, ROWS / 20)).limit(SLOTS / 4).toList();
            assertThat(waiting).allMatch(accepted -> accepted.now().isPending());
            List<Log> logs = cluster.parts(Role.WORKER).stream().map(Log::new).toList();

            // When
            try (Outage redis = Outage.of(cluster.redis().part())) {
                RedisDisk.erase(cluster);
                redis.assertGoesOn();
            }

            // Then
            assertThat(ann.list()).isEmpty();
            assertThat(running).allSatisfy(accepted -> assertThat(accepted.end().attempt()).isEqualTo(1));
            waiting.forEach(Accepted::end);
            assertThat(ann.list()).isEmpty();
            assertThat(logs).noneMatch(log -> log.hasLine("downloadId=" + ended));
            Stream.of(running, waiting).forEach(all -> all.forEach(Accepted::close));
        }
    }

    /** An accepted simulated file, with a row for each millisecond, and the client's open socket. */
    private record Accepted(Client client, Watch watch, int rows, String id) {

        static Accepted by(Cluster cluster, int rows) {
            Client client = Client.newcomer(cluster.url());
            return new Accepted(client, client.watch(), rows, client.requestSlowFile(rows).id());
        }

        void untilUnderWay() {
            watch.untilRunning(id, 1);
        }

        Download now() {
            return client.find(id);
        }

        /** The end, on which the socket and REST agree. */
        Download end() {
            Download end = watch.untilEnd(id);
            assertThat(end.state()).as("%s", end).isEqualTo("READY");
            assertThat(end.file().rows()).isEqualTo(rows);
            assertThat(client.list()).containsExactly(end);
            return end;
        }

        void close() {
            watch.close();
            client.close();
        }
    }
}
