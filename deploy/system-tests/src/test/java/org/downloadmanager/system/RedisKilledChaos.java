package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGKILL of Redis, which comes back with what it had, or with nothing. */
@ExtendWith(SharedCluster.class)
class RedisKilledChaos {

    private static final Path DATA = Path.of("target", "cluster-that-loses-redis");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int ROWS = 5_000;
    private static final int MOST_WAITING = 4;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = { 1, 10 })
    void outageOfSomeSecondsLosesAndDoublesNothing(int seconds, Cluster cluster, Client ann, Client ben) {
        try (Watch watch = ann.watch()) {
            // Given
            Download undisturbed = undisturbed(ben);
            String id = ann.requestSlowFile(ROWS).id();
            Download before = watch.until(id, message -> message.hasDone(ROWS / 5));

            // When
            try (Outage redis = Outage.of(cluster.redis().part(), Duration.ofSeconds(seconds))) {
                assertUnavailable(ben.post(Client.body("tiny", "csv", Map.of())));
                assertUnavailable(ben.ask("/api/downloads"));
                assertUnavailable(ann.ask("/api/downloads/" + id));
                assertUnavailable(ann.delete(id));
                assertUnavailable(ben.ask(undisturbed.file().url()));
                redis.assertGoesOn();
            }

            // Then the first attempt went on,
            Download ready = watch.untilEnd(id);
            assertThat(before.attempt()).isEqualTo(1);
            assertThat(ready.attempt()).isEqualTo(1);
            assertThat(watch.of(id).map(Download::worker).filter(worker -> worker != null).distinct())
                    .containsExactly(before.worker());

            // made one whole file,
            assertThat(ready.state()).as("%s", ready).isEqualTo("READY");
            assertThat(ready.file().sha256()).isEqualTo(undisturbed.file().sha256());
            assertThat(SampleData.sha256(ann.fetch(ready, directory))).isEqualTo(ready.file().sha256());
            assertThat(new StoreDirectory(cluster).files(id)).hasSize(1);
            assertThat(ann.list()).containsExactly(ready);

            // and nothing is left of what was refused.
            assertThat(ben.list()).containsExactly(undisturbed);
            assertThat(ben.untilEnd(ben.request("tiny", "csv", Map.of()).id()).isReady()).isTrue();
        }
    }

    @Test
    void whatWasAcceptedEndsThoughRedisComesBackEmptyAndWhatHadEndedIsNotMadeAgain() throws Exception {
        SharedCluster.delete(DATA);
        try (Cluster cluster = Cluster.builder().data(DATA)
                .setting("downloads.catalog.simulated", "true")
                .workerSetting("downloads.worker.slots", "1")
                .build().start();
                CommittedCommands committed = new CommittedCommands(cluster.kafka());
                Client dora = Client.newcomer(cluster.url())) {
            // Given one that has ended, two that run, and others that wait
            String ended = dora.untilEnd(dora.request("tiny", "csv", Map.of()).id()).id();
            await("the commit of what has ended").atMost(PATIENCE).until(() -> committed.count() == 1);
            List<Accepted> running = List.of(Accepted.by(cluster), Accepted.by(cluster));
            running.forEach(Accepted::untilUnderWay);
            List<Accepted> waiting = new ArrayList<>();
            while (waiting.size() < MOST_WAITING) {
                waiting.add(Accepted.by(cluster));
            }
            assertThat(waiting).allMatch(accepted -> accepted.now().isPending());
            List<Log> logs = cluster.parts(Role.WORKER).stream().map(Log::new).toList();

            // When
            try (Outage redis = Outage.of(cluster.redis().part())) {
                forget(cluster);
                redis.assertGoesOn();
            }

            // Then
            assertThat(dora.list()).isEmpty();
            assertThat(running).allSatisfy(accepted -> assertThat(accepted.end().attempt()).isEqualTo(1));
            waiting.forEach(Accepted::end);
            assertThat(dora.list()).isEmpty();
            assertThat(logs).noneMatch(log -> log.hasLine("downloadId=" + ended));
            List.of(running, waiting).forEach(all -> all.forEach(Accepted::close));
        }
    }

    private static Download undisturbed(Client client) {
        String id = client.request("simulated", "csv", Map.of("rows", ROWS)).id();
        return client.untilEnd(id);
    }

    private static void assertUnavailable(HttpResponse<String> answer) {
        assertThat(Problem.of(answer)).isEqualTo(new Problem(503, "unavailable"));
        assertThat(answer.headers().firstValueAsLong("Retry-After")).hasValue(1);
    }

    private static void forget(Cluster cluster) throws Exception {
        Path redis = cluster.data().resolve("redis");
        Path appendOnlyFiles = redis.resolve("appendonlydir");
        assertThat(appendOnlyFiles).isNotEmptyDirectory();
        SharedCluster.delete(appendOnlyFiles);
        Files.deleteIfExists(redis.resolve("dump.rdb"));
    }

    /** A file of five seconds that somebody was promised, and their open socket. */
    private record Accepted(Client client, Watch watch, String id) {

        static Accepted by(Cluster cluster) {
            Client client = Client.newcomer(cluster.url());
            return new Accepted(client, client.watch(), client.requestSlowFile(ROWS).id());
        }

        void untilUnderWay() {
            watch.until(id, message -> message.hasDone(ROWS / 10));
        }

        Download now() {
            return client.find(id);
        }

        /** The one end that the socket and REST agree on. */
        Download end() {
            Download end = watch.untilEnd(id);
            assertThat(end.state()).as("%s", end).isEqualTo("READY");
            assertThat(end.file().rows()).isEqualTo(ROWS);
            assertThat(client.list()).containsExactly(end);
            return end;
        }

        void close() {
            watch.close();
            client.close();
        }
    }
}
