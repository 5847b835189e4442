package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.ClusterException;
import org.downloadmanager.local.ManagedProcess;
import org.downloadmanager.local.Role;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

/** Downloads that fail, hang or crash their worker, beside healthy ones; there is one worker. */
class PoisonChaos {

    private static final Path REQUEUE = Path.of("..", "requeue");
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int FAILURES = 2;
    private static final int LEASE_EXPIRATIONS = 3;
    private static final int SLOTS = 8;
    private static final int ROWS = 4_000;
    private static final int ROWS_OF_TWO_MEGABYTES = 20_000;

    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = SharedCluster.anEmpty("cluster-with-poison").api(1).workers(1)
                .setting("downloads.catalog.simulated", "true")
                .setting("downloads.files.maximum-size", "1M")
                // Two hanging generators leave more than half of the slots.
                .workerSetting("downloads.worker.slots", Integer.toString(SLOTS))
                .workerSetting("downloads.worker.stall-timeout", "3s")
                .workerSetting("downloads.worker.retry.max-failures", Integer.toString(FAILURES))
                .workerSetting("downloads.worker.retry.max-lease-expirations", Integer.toString(LEASE_EXPIRATIONS))
                .workerSetting("downloads.worker.retry.initial-backoff", "100ms")
                .workerSetting("downloads.worker.retry.isolation-wait", "1s")
                .build().start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void aPoisonedDownloadEndsAndOthersAreReady() {
        try (Client ann = newcomer();
                Watch poisonous = ann.watch();
                Client ben = newcomer();
                Watch innocent = ben.watch()) {
            // Given
            String other = ben.requestSlowFile(ROWS).id();
            innocent.untilRunning(other, ROWS / 4);

            // When
            String id = ann.request("simulated", "csv", Map.of("failAt", 0, "failure", "kills-jvm")).id();
            int deaths = restartWorkersUntilEnd(ann, id);

            // Then
            assertThat(deaths).isEqualTo(LEASE_EXPIRATIONS);
            assertDeadLetter(assertError(poisonous, id, "worker-lost"));
            Download ready = innocent.untilEnd(other);
            assertThat(ready.state()).as("%s", ready).isEqualTo("READY");
            assertThat(ready.file().rows()).isEqualTo(ROWS);
            assertThat(DeadLetters.of(other, cluster.kafka())).isEmpty();
        }
    }

    @Test
    void aPoisonedDownloadEndsOnBusyWorkersAndAllOthersAreReady() {
        try (Client ann = newcomer();
                Watch poisonous = ann.watch();
                SteadyLoad load = new SteadyLoad(cluster.url(), SLOTS + SLOTS / 2)) {
            // When
            String id = ann.request("simulated", "csv", Map.of("failAt", 0, "failure", "kills-jvm")).id();
            int deaths = restartWorkersUntilEnd(ann, id);

            // Then
            assertThat(deaths).isEqualTo(LEASE_EXPIRATIONS);
            assertDeadLetter(assertError(poisonous, id, "worker-lost"));
            load.assertAllReady();
        }
    }

    /** Restarts the worker as an orchestrator would; returns how often it died. */
    private static int restartWorkersUntilEnd(Client client, String id) {
        int deaths = 0;
        while (!await("the end of the download or of its worker").atMost(TIMEOUT).pollInterval(POLL)
                .until(() -> client.find(id), download -> download.isEnded() || !worker().isAlive()).isEnded()) {
            deaths++;
            assertThat(deaths).isLessThanOrEqualTo(LEASE_EXPIRATIONS);
            startAgain();
        }
        return deaths;
    }

    private static void startAgain() {
        try {
            worker().start();
        } catch (ClusterException e) {
            // It may have claimed the download and crashed before its readiness was seen.
            assertThat(worker().isAlive()).as("%s", e).isFalse();
        }
    }

    @Test
    void aDeadLetterCanBeRequeued() throws Exception {
        try (Client ann = newcomer(); Watch watch = ann.watch()) {
            // Given
            String id = ann.request("simulated", "csv", Map.of("failAt", 0, "failure", "throws")).id();
            Download failed = assertError(watch, id, "generation-failed");
            assertThat(failed.attempt()).isEqualTo(FAILURES);
            assertDeadLetter(failed);

            // When
            String said = requeue(id);

            // Then
            Download again = await("the new try").atMost(TIMEOUT).until(ann::list, all -> all.size() == 2).get(0);
            assertThat(again.retryOf()).isEqualTo(id);
            assertThat(said).isEqualTo(id + " is tried again as " + again.id() + "\n");
            assertThat(again.export()).isEqualTo(failed.export());
            assertThat(again.parameters()).isEqualTo(failed.parameters());
            assertError(watch, again.id(), "generation-failed");
            assertThat(ann.find(id)).isEqualTo(failed);
        }
    }

    @Test
    void requeueReportsIdsThatAreNoDeadLetters() throws Exception {
        try (Client ann = newcomer(); Watch watch = ann.watch()) {
            // Given
            String id = watch.untilEnd(ann.request("tiny", "csv", Map.of()).id()).id();

            // When
            String said = requeue(id);

            // Then
            assertThat(said).isEqualTo(id + " is not among the dead letters\n");
            assertThat(ann.list()).hasSize(1);
        }
    }

    @Test
    void aTransientFailureIsRetried() {
        try (Client ann = newcomer(); Watch watch = ann.watch()) {
            // When
            String id = ann.request("simulated", "csv", Map.of("rows", ROWS, "duration", ROWS, "failAt", ROWS / 2,
                    "failure", "throws", "failOnce", true)).id();

            // Then
            Download ready = watch.untilEnd(id);
            assertThat(ready.state()).as("%s", ready).isEqualTo("READY");
            assertThat(ready.attempt()).isEqualTo(2);
            assertThat(ready.file().sha256()).isEqualTo(undisturbed().file().sha256());
            assertThat(DeadLetters.of(id, cluster.kafka())).isEmpty();
        }
    }

    @Test
    void aHangingGeneratorEndsInBoundedTimeAndItsWorkerContinues() {
        try (Client ann = newcomer(); Watch watch = ann.watch()) {
            // Given
            long worker = worker().pid().orElseThrow();

            // When
            String id = ann.request("simulated", "csv", Map.of("failAt", 0, "failure", "hangs")).id();

            // Then
            Download failed = assertError(watch, id, "stalled");
            assertThat(failed.attempt()).isEqualTo(FAILURES);
            assertDeadLetter(failed);
            assertThat(undisturbed().file().rows()).isEqualTo(ROWS);
            assertThat(worker().pid()).hasValue(worker);
        }
    }

    @Test
    void aTooLargeFileFailsAtTheFirstAttemptAndLeavesNothingBehind() {
        try (Client ann = newcomer(); Watch watch = ann.watch()) {
            // When // Slowly, so that progress is recorded before the store is full.
            String id = ann.request("simulated", "csv", Map.of("rows", ROWS_OF_TWO_MEGABYTES, "duration", 8_000)).id();

            // Then
            Download failed = assertError(watch, id, "storage-full");
            assertThat(failed.attempt()).isEqualTo(1);
            assertThat(failed.progress().done()).isPositive();
            assertDeadLetter(failed);
            StoreDirectory store = new StoreDirectory(cluster);
            await("the removal of the draft").atMost(TIMEOUT).until(() -> store.draftBytes(id) == 0);
            assertThat(undisturbed().file().rows()).isEqualTo(ROWS);
            assertThat(store.files(id)).isEmpty();
        }
    }

    private static Client newcomer() {
        return Client.newcomer(cluster.url());
    }

    private static ManagedProcess worker() {
        return cluster.parts(Role.WORKER).get(0);
    }

    private static Download undisturbed() {
        try (Client bob = newcomer(); Watch watch = bob.watch()) {
            Download ready = watch.untilEnd(bob.request("simulated", "csv", Map.of("rows", ROWS)).id());
            assertThat(ready.isReady()).as("%s", ready).isTrue();
            return ready;
        }
    }

    /** The end, on which the socket and REST agree. */
    private static Download assertError(Watch watch, String id, String code) {
        Download failed = watch.untilEnd(id);
        assertThat(failed.state()).as("%s", failed).isEqualTo("ERROR");
        assertThat(failed.error().code()).isEqualTo(code);
        assertThat(failed.error().message()).isNotBlank();
        assertThat(failed.file()).isNull();
        return failed;
    }

    private static void assertDeadLetter(Download failed) {
        List<JsonNode> letters = DeadLetters.of(failed.id(), cluster.kafka());
        assertThat(letters).singleElement().satisfies(letter -> {
            assertThat(letter.at("/reason/code").asText()).isEqualTo(failed.error().code());
            assertThat(letter.at("/download/id").asText()).isEqualTo(failed.id());
            assertThat(letter.at("/download/export").asText()).isEqualTo(failed.export());
            assertThat(letter.at("/download/attempt").asInt()).isEqualTo(failed.attempt());
        });
    }

    /** The output of the operator's command. */
    private static String requeue(String id) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(REQUEUE.toString(), cluster.kafka().bootstrapServers(), id)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
