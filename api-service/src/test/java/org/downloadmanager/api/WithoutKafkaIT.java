package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.downloadmanager.downloads.DownloadId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** A replica does its work while Kafka is away. */
@QuarkusTest
@WithTestResource(value = Servers.class, initArgs = @ResourceArg(name = Servers.KAFKA, value = "false"))
class WithoutKafkaIT {

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
    void aRequestIsAcceptedAfterASecondAndDueInRedis() {
        // Given
        long before = System.nanoTime();

        // When
        HttpResponse<String> answer = caller.post("/api/downloads", Caller.FLIGHTS);

        // Then
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(900), Duration.ofMillis(2_500));
        DownloadId id = new DownloadId(Caller.json(answer).get("id").textValue());
        Awaitility.await().untilAsserted(() -> assertThat(worker.due()).contains(id));
    }

    @Test
    void nobodyWaitsLongerBecauseManyAskAtOnce() {
        // Given
        caller.request();
        long before = System.nanoTime();

        // When
        IntStream.range(0, 8).parallel().forEach(i -> Caller.known(service).request());

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(9));
    }

    @Test
    void aCancelledDownloadIsCancelledAtOnce() {
        // Given
        String id = caller.request();
        long before = System.nanoTime();

        // When
        HttpResponse<String> answer = caller.delete("/api/downloads/" + id);

        // Then
        assertThat(Caller.json(answer).get("state").textValue()).isEqualTo("CANCELLED");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void whatChangesIsSeenAllTheSame() throws Throwable {
        // Given
        String id = caller.request();
        try (Socket socket = caller.open("json")) {
            socket.next();
            long before = System.nanoTime();

            // When
            worker.claim(caller.owner(), id);

            // Then
            assertThat(socket.nextJson().get("state").textValue()).isEqualTo("PROCESSING");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void theReplicaIsStartedAndAlive() {
        Awaitility.await().until(() -> Management.ask(management, "/q/health/started").statusCode() == 200);
        assertThat(Management.ask(management, "/q/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void theReplicaIsReadyAndSaysWhatItLacks() {
        // When
        HttpResponse<String> ready = Management.ask(management, "/q/health/ready");

        // Then
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).contains("read from the store").containsPattern("\"degraded\": ?true");
    }
}
