package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.ManagedProcess;
import org.downloadmanager.local.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service is killed between two of its writes, at every such point, or loses a thread: see {@code faults.btm}. */
@ExtendWith(BreakableCluster.class)
class FaultBetweenWritesChaos {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int ROWS = 1_000;
    private static final Map<String, Integer> ONE_SECOND = Map.of("rows", ROWS, "duration", 1_000);

    private static Cluster cluster;
    private static Download undisturbed;

    @BeforeAll
    static void begin(Cluster shared) {
        cluster = shared;
        try (Client bob = Client.newcomer(cluster.url())) {
            undisturbed = bob.untilEnd(bob.request("simulated", "csv", ONE_SECOND).id());
        }
    }

    @AfterEach
    void takeFaultsAway() throws IOException {
        for (Path fault : faults()) {
            Files.delete(fault);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "claimed", "checkpointed", "published", "ready", "announced" })
    void aWorkerCrashAtAnyPointStillGivesOneWholeFile(String place) throws IOException {
        // Given
        try (Client ann = Client.newcomer(cluster.url()); Watch watch = ann.watch()) {
            Files.createFile(BreakableCluster.FAULTS.resolve(place));

            // When
            Download accepted = ann.request("simulated", "csv", ONE_SECOND);

            // Then
            Download ready = watch.untilEnd(accepted.id());
            assertHappened(place, Role.WORKER);
            assertThat(ready.isReady()).isTrue();
            assertThat(ready.file().rows()).isEqualTo(ROWS);
            assertThat(ready.file().sha256()).isEqualTo(undisturbed.file().sha256());
            assertThat(ann.find(accepted.id()).version()).isEqualTo(ready.version());
            assertThat(watch.of(accepted.id()).filter(Download::isEnded)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "accepted", "commanded" })
    void anAcceptedDownloadEndsWhereverItsReplicaCrashes(String place) throws IOException {
        // Given
        try (Client ann = Client.newcomer(cluster.url())) {
            Files.createFile(BreakableCluster.FAULTS.resolve(place));
            String body = Client.body("simulated", "csv", ONE_SECOND);

            // When
            boolean answered = isAnswered(ann, body);

            // Then
            assertThat(answered).isFalse();
            assertHappened(place, Role.API);
            Download again = ann.requestUnderKey("once", body);
            await().atMost(TIMEOUT).until(() -> ann.find(again.id()).isReady());
            assertThat(ann.list()).singleElement()
                    .satisfies(only -> assertThat(only.file().sha256()).isEqualTo(undisturbed.file().sha256()));
        }
    }

    @Test
    void aWorkerThatLosesAThreadHandsOverAndExits() throws IOException {
        // Given
        try (Client ann = Client.newcomer(cluster.url()); Watch watch = ann.watch()) {
            String id = ann.requestSlowFile(10_000).id();
            ManagedProcess worker = cluster.part(watch.untilRunning(id, 500).worker());
            Log log = new Log(worker);

            // When
            Path fault = Files.createFile(BreakableCluster.FAULTS.resolve(worker.name() + "-lease-renewer"));

            // Then
            await("the end of " + worker).atMost(TIMEOUT).until(() -> !worker.isAlive());
            assertThat(fault).doesNotExist();
            assertThat(log.hasLine("This process ends", "thread lease-renewer failed")).isTrue();
            Download ready = watch.untilEnd(id);
            assertThat(ready.isReady()).as("%s", ready).isTrue();
            assertThat(ready.attempt()).isEqualTo(2);
            assertThat(EventHistory.assertContinued(id, 2, cluster.kafka()).worker()).isNotEqualTo(worker.name());
        }
    }

    @Test
    void withoutFaultsNothingIsKilled() {
        assertThat(undisturbed.attempt()).isEqualTo(1);
        assertThat(cluster.parts()).allMatch(ManagedProcess::isAlive);
    }

    private static List<Path> faults() throws IOException {
        try (Stream<Path> left = Files.list(BreakableCluster.FAULTS)) {
            return left.toList();
        }
    }

    private static boolean isAnswered(Client client, String body) {
        try {
            return client.post(body, "Idempotency-Key", "once").statusCode() < 500;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static void assertHappened(String place, Role role) {
        assertThat(BreakableCluster.FAULTS.resolve(place)).doesNotExist();
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(cluster.parts(role)).filteredOn(part -> !part.isAlive()).hasSize(1));
    }
}
