package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The images, built from source, behind nginx, as a team would run them. Needs a Docker engine. */
@TestMethodOrder(OrderAnnotation.class)
class ComposeContainers {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final int WORKERS = 3;
    private static final int ROWS = 20_000;

    private static Compose compose;

    @TempDir
    Path directory;

    @BeforeAll
    static void up() {
        compose = Compose.up();
    }

    @AfterAll
    static void down() {
        if (compose != null) {
            compose.close();
        }
    }

    @Test
    void aRequestShowsProgressAndEndsWithTheFile() throws Exception {
        try (Client ann = Client.newcomer(compose.url()); Watch watch = ann.watch()) {
            // When
            Download ready = watch.untilEnd(ann.request("flights", "csv", Map.of()).id());

            // Then
            assertThat(ready.state()).as("%s", ready).isEqualTo("READY");
            assertThat(SampleData.sha256(ann.fetch(ready, directory)))
                    .isEqualTo(SampleData.sha256(SampleData.allFlights()));
            assertThat(watch.of(ready.id()).filter(Download::isProcessing)).isNotEmpty();
        }
    }

    @Test
    void everyServiceStartsWithItsAotCache() {
        // A JVM continues without an invalid cache and logs that.
        assertThat(compose.logs("api", "worker")).contains("started in").doesNotContain("[aot");
    }

    @Test
    void allWorkersTakePart() {
        // Given
        compose.scale("worker", 2 * WORKERS);
        List<Client> people = IntStream.range(0, 24).mapToObj(number -> Client.newcomer(compose.url())).toList();

        // When
        people.forEach(client -> client.requestSlowFile(600_000));

        // Then
        Set<String> seen = new HashSet<>();
        await("work for everybody").atMost(TIMEOUT).until(() -> {
            people.stream().flatMap(client -> client.list().stream()).filter(Download::isProcessing)
                    .forEach(running -> seen.add(running.worker()));
            return seen.size() == 2 * WORKERS;
        });
        people.forEach(client -> {
            client.delete(client.list().get(0).id());
            client.close();
        });
        compose.scale("worker", WORKERS);
    }

    @Test
    void anotherWorkerTakesOverAfterAKill() {
        try (Client ann = Client.newcomer(compose.url()); Watch watch = ann.watch()) {
            // Given
            String id = ann.requestSlowFile(ROWS).id();
            Download before = watch.untilRunning(id, ROWS / 10);

            // When
            compose.killContainer(before.worker());

            // Then
            Download after = watch.untilRunning(id, message -> message.attempt() == 2);
            assertThat(after.worker()).isNotEqualTo(before.worker());
            assertThat(after.progress().done()).isGreaterThanOrEqualTo(before.progress().done());
            assertThat(watch.untilEnd(id).state()).isEqualTo("READY");
            compose.startContainer(before.worker());
        }
    }

    @Test
    void runningDownloadsSurviveOutagesOfKafkaAndRedis() {
        for (String server : List.of("kafka", "redis")) {
            try (Client ann = Client.newcomer(compose.url())) {
                // Given
                String id = ann.requestSlowFile(ROWS).id();
                await("progress").atMost(TIMEOUT).until(() -> ann.find(id).hasDone(ROWS / 10));

                // When
                compose.kill(server);
                compose.start(server);

                // Then
                Download end = await("the end").atMost(TIMEOUT).ignoreExceptions()
                        .until(() -> ann.find(id), Download::isEnded);
                assertThat(end.state()).as("%s", end).isEqualTo("READY");
                assertThat(end.attempt()).as("%s", end).isEqualTo(1);
            }
        }
    }

    @Test
    void replacingEveryContainerIsUnnoticed() {
        try (SteadyLoad load = new SteadyLoad(compose.url(), 6)) {
            // When
            for (String service : List.of("worker", "api")) {
                compose.containers(service).forEach(compose::replaceContainer);
            }

            // Then
            load.assertAllReady();
        }
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void exportsFromPostgresWork() throws Exception {
        // Given
        compose.exportFromPostgres();

        try (Client ann = Client.newcomer(compose.url()); Watch watch = ann.watch()) {
            // When
            Download ready = watch.untilEnd(ann.request("orders", "csv", Map.of("to", "2025-01-02")).id());

            // Then
            assertThat(ready.state()).as("%s", ready).isEqualTo("READY");
            try (Stream<String> lines = Files.lines(ann.fetch(ready, directory))) {
                // One order each 31.5 seconds of that day.
                assertThat(lines).hasSize(1 + 2_742).contains("number,ordered_at,customer,product,amount");
            }
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void filesInAnObjectStoreWork() throws Exception {
        // Given
        compose.keepFilesInObjectStore();

        try (Client ann = Client.newcomer(compose.url()); Watch watch = ann.watch()) {
            // When
            String id = ann.requestSlowFile(ROWS).id();
            Download before = watch.untilRunning(id, ROWS / 10);
            compose.killContainer(before.worker());
            Download ready = watch.untilEnd(id);

            // Then
            assertThat(ready.state()).as("%s", ready).isEqualTo("READY");
            assertThat(ready.attempt()).as("%s", ready).isEqualTo(2);
            assertThat(SampleData.sha256(ann.fetch(ready, directory))).isEqualTo(ready.file().sha256());
            compose.startContainer(before.worker());
        }
    }
}
