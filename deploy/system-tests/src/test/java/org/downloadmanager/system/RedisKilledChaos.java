package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.downloadmanager.local.Cluster;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGKILL of Redis, which restarts with its data. */
@ExtendWith(SharedCluster.class)
class RedisKilledChaos {

    /** As many milliseconds: the download cannot end before the outage begins. */
    private static final int ROWS = 10_000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = { 1, 10 })
    void anOutageOfSomeSecondsLosesAndDoublesNothing(int seconds, Cluster cluster, Client ann, Client ben) {
        try (Watch watch = ann.watch()) {
            // Given
            Download undisturbed = undisturbed(ben);
            String id = ann.requestSlowFile(ROWS).id();
            Download before = watch.untilRunning(id, ROWS / 10);

            // When
            try (Outage redis = Outage.of(cluster.redis().part(), Duration.ofSeconds(seconds))) {
                assertUnavailable(ben.post(Client.body("tiny", "csv", Map.of())));
                assertUnavailable(ben.ask("/api/downloads"));
                assertUnavailable(ann.ask("/api/downloads/" + id));
                assertUnavailable(ann.delete(id));
                assertUnavailable(ben.ask(undisturbed.file().url()));
                redis.assertGoesOn();
            }

            // Then the first attempt continued,
            Download ready = watch.untilEnd(id);
            assertThat(before.attempt()).isEqualTo(1);
            assertThat(ready.attempt()).isEqualTo(1);
            assertThat(watch.of(id).map(Download::worker).filter(worker -> worker != null).distinct())
                    .containsExactly(before.worker());

            // wrote one whole file,
            assertThat(ready.state()).as("%s", ready).isEqualTo("READY");
            assertThat(ready.file().sha256()).isEqualTo(undisturbed.file().sha256());
            assertThat(SampleData.sha256(ann.fetch(ready, directory))).isEqualTo(ready.file().sha256());
            assertThat(new StoreDirectory(cluster).files(id)).hasSize(1);
            assertThat(ann.list()).containsExactly(ready);

            // and nothing is left of refused requests.
            assertThat(ben.list()).containsExactly(undisturbed);
            assertThat(ben.untilEnd(ben.request("tiny", "csv", Map.of()).id()).isReady()).isTrue();
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
}
