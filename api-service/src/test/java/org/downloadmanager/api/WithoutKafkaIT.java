package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** A replica without Kafka. */
@QuarkusTest
@WithTestResource(value = Servers.class, initArgs = @ResourceArg(name = Servers.KAFKA, value = "false"))
class WithoutKafkaIT {

    /** Ten times as long as one request may wait for Kafka. */
    private static final Duration TEN_TIMES_AS_LONG = Duration.ofSeconds(10);
    private static final int CALLERS = 15;
    private static final int TRIES = 5;

    @TestHTTPResource("/")
    URI service;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Inject
    Worker worker;

    private Caller caller;

    @BeforeEach
    void begin() throws Exception {
        worker.forgetEverything();
        caller = Caller.known(service);
    }

    @Test
    void withoutKafkaARequestIsAcceptedAfterASecondAndDueInRedis() {
        // Given
        long before = System.nanoTime();

        // When
        HttpResponse<String> answer = caller.post("/api/downloads", Caller.FLIGHTS);

        // Then
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(900), TEN_TIMES_AS_LONG);
        DownloadId id = new DownloadId(Caller.json(answer).get("id").textValue());
        Awaitility.await().untilAsserted(() -> assertThat(worker.due()).contains(id));
    }

    @Test
    void simultaneousRequestsWaitForKafkaTogether() {
        // Given
        caller.request();
        List<Caller> callers = Stream.generate(() -> Caller.known(service)).limit(CALLERS).toList();
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        long before = System.nanoTime();

        // When
        List<CompletableFuture<String>> requests = callers.stream()
                .map(each -> CompletableFuture.supplyAsync(each::request, threads)).toList();
        requests.forEach(CompletableFuture::join);

        // Then they did not wait one after another, a second each.
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(TEN_TIMES_AS_LONG);
        threads.shutdown();
    }

    @Test
    void aCancelledDownloadIsCancelledAtOnce() {
        Duration fastest = Duration.ofDays(1);
        for (int i = 0; i < TRIES; i++) {
            // Given
            String id = caller.request();
            long before = System.nanoTime();

            // When
            HttpResponse<String> answer = caller.delete("/api/downloads/" + id);

            // Then
            Duration took = Duration.ofNanos(System.nanoTime() - before);
            assertThat(Caller.json(answer).get("state").textValue()).isEqualTo("CANCELLED");
            fastest = took.compareTo(fastest) < 0 ? took : fastest;
        }
        // Each request would wait for a second if any waited for Kafka.
        assertThat(fastest).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void withoutKafkaSocketsSeeChangesThroughTheStore() throws Throwable {
        // Given
        String id = caller.request();
        try (Socket socket = caller.open("json")) {
            socket.next();
            worker.claim(caller.owner(), id);
            assertThat(socket.nextJson().get("state").textValue()).isEqualTo("PROCESSING");
            long before = System.nanoTime();

            // When each change follows the sight of the one before
            for (int done = 1; done <= TRIES; done++) {
                Progress progress = Progress.of(done);
                worker.move(caller.owner(), id, download -> download.advance(progress, Optional.empty()));
                assertThat(socket.nextJson().at("/progress/done").intValue()).isEqualTo(done);
            }

            // Then the store is read every second, not every five as with Kafka.
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3 * TRIES));
        }
    }

    @Test
    void theReplicaIsStartedAndAlive() {
        Awaitility.await().until(() -> Management.ask(management, "/q/health/started").statusCode() == 200);
        assertThat(Management.ask(management, "/q/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void aDegradedReplicaIsReadyAndSaysWhy() {
        // When
        HttpResponse<String> ready = Management.ask(management, "/q/health/ready");

        // Then
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).contains("read from the store").containsPattern("\"degraded\": ?true");
    }
}
