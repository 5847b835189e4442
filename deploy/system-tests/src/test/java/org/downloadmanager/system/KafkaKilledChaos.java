package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGKILL of the broker, which restarts with its records. */
@ExtendWith(SharedCluster.class)
class KafkaKilledChaos {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    /** As many milliseconds: the download cannot end before the outage begins. */
    private static final int ROWS = 10_000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = { 1, 10 })
    void anOutageOfSomeSecondsInterruptsNoDownload(int seconds, Cluster cluster, Client ann, Client ben) {
        try (Watch watch = ann.watch()) {
            // Given
            Download undisturbed = ben.untilEnd(ben.request("simulated", "csv", Map.of("rows", ROWS)).id());
            String id = ann.requestSlowFile(ROWS).id();
            Download before = watch.untilRunning(id, ROWS / 10);
            List<Log> logs = cluster.parts(Role.WORKER).stream().map(Log::new).toList();

            // When
            try (Outage kafka = Outage.of(cluster.kafka().part(), Duration.ofSeconds(seconds))) {
                assertThat(ann.find(id).isProcessing()).isTrue();
                kafka.assertGoesOn();
            }

            // Then
            Download ready = watch.untilEnd(id);
            assertThat(before.attempt()).isEqualTo(1);
            assertThat(ready.attempt()).isEqualTo(1);
            assertThat(ready.state()).as("%s", ready).isEqualTo("READY");
            assertThat(ready.file().sha256()).isEqualTo(undisturbed.file().sha256());
            assertThat(SampleData.sha256(ann.fetch(ready, directory))).isEqualTo(ready.file().sha256());
            assertThat(new StoreDirectory(cluster).files(id)).hasSize(1);
            assertThat(ann.list()).containsExactly(ready);
            assertThat(logs).allSatisfy(log -> assertThat(log.lines())
                    .noneMatch(line -> line.contains(" ERROR ") || line.contains("Exception in thread")));
        }
    }

    @Test
    void endsDuringAnOutageAreCommittedAfterwards(Cluster cluster, Client ann) throws Exception {
        // Given
        long committedBefore = committed(cluster);
        try (Watch watch = ann.watch()) {
            String id = ann.requestSlowFile(ROWS / 2).id();
            watch.untilRunning(id, ROWS / 20);

            // When
            try (Outage kafka = Outage.of(cluster.kafka().part())) {
                assertThat(watch.untilEnd(id).state()).isEqualTo("READY");
                kafka.assertGoesOn();
            }

            // Then
            await("the commit of what has ended").atMost(TIMEOUT).until(() -> committed(cluster) > committedBefore);
        }
    }

    @Test
    void aDownloadRequestedWithoutKafkaEndsOnce(Cluster cluster, Client ann, Client ben)
            throws Exception {
        Client asking = ann.through(cluster.part("api-1"));
        try (Watch there = asking.watch(); Watch elsewhere = ann.through(cluster.part("api-2")).watch()) {
            // When
            Download ready;
            try (Outage kafka = Outage.of(cluster.kafka().part())) {
                Download accepted = asking.requestSlowFile(ROWS / 10);
                ready = there.untilEnd(accepted.id());
                assertThat(ready.state()).as("%s", ready).isEqualTo("READY");
                assertThat(elsewhere.untilEnd(accepted.id())).isEqualTo(ready);
                assertThat(ann.find(accepted.id())).isEqualTo(ready);
                assertThat(SampleData.sha256(ann.fetch(ready, directory))).isEqualTo(ready.file().sha256());
                kafka.assertGoesOn();
            }

            // Then commands are read again, and ended downloads stay unchanged.
            long committedBefore = committed(cluster);
            await("the commit of what has ended").atMost(TIMEOUT).until(() -> {
                ben.untilEnd(ben.request("tiny", "csv", Map.of()).id());
                return committed(cluster) > committedBefore;
            });
            assertThat(ready.attempt()).isEqualTo(1);
            assertThat(ann.list()).containsExactly(ready);
            assertThat(new StoreDirectory(cluster).files(ready.id())).hasSize(1);
        }
    }

    private static long committed(Cluster cluster) throws Exception {
        try (CommittedCommands committed = new CommittedCommands(cluster.kafka())) {
            return committed.count();
        }
    }
}
