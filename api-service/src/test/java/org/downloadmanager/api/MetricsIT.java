package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.downloadmanager.servers.Metrics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Command;

/** The metrics of a replica. */
@QuarkusTest
@WithTestResource(Servers.class)
class MetricsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** Longer than a replica waits for Redis, so that a test can read its metrics meanwhile. */
    private static final String SILENCE_MILLIS = "12000";

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
    void theTableOfMetricsIsTrue() throws IOException {
        // Given
        caller.request();

        // Then
        assertThat(scrape().ours()).isEqualTo(Metrics.documented("API"));
    }

    @Test
    void requestsAreCountedByOutcome() {
        // Given
        Metrics before = scrape();

        // When
        caller.post("/api/downloads", Caller.FLIGHTS, "Idempotency-Key", "one");
        caller.post("/api/downloads", Caller.FLIGHTS, "Idempotency-Key", "one");
        caller.post("/api/downloads", Caller.FLIGHTS);
        caller.post("/api/downloads", "{\"export\": \"flights\", \"format\": \"none\"}");
        caller.post("/api/downloads", "{\"export\": \"nothing\"}");
        caller.post("/api/downloads", "{");

        // Then
        Metrics after = scrape();
        for (String series : List.of(
                "{export=\"flights\",outcome=\"accepted\"}", "{export=\"flights\",outcome=\"repeated\"}",
                "{export=\"flights\",outcome=\"limit-reached\"}", "{export=\"flights\",outcome=\"invalid-parameters\"}",
                "{export=\"none\",outcome=\"unknown-export\"}", "{export=\"none\",outcome=\"not-json\"}")) {
            String name = "downloads_requests_total" + series;
            assertThat(after.value(name) - before.value(name)).as(name).isEqualTo(1);
        }
    }

    @Test
    void queuedAndRunningDownloadsOfTheClusterAreReadFromRedis() {
        // Given
        Caller other = Caller.known(service);
        caller.request();
        worker.claim(other.owner(), other.request());

        // Then
        await().atMost(TIMEOUT).untilAsserted(() -> {
            Metrics now = scrape();
            assertThat(now.value("downloads_queued")).isEqualTo(1);
            assertThat(now.value("downloads_running")).isEqualTo(1);
            assertThat(now.value("downloads_active")).isEqualTo(2);
            assertThat(now.value("downloads_queue_oldest_age_seconds")).isPositive();
        });
    }

    @Test
    void gaugesAreNotANumberWhileRedisIsSilent() throws Exception {
        // Given
        await().atMost(TIMEOUT).until(() -> scrape().value("downloads_queued") == 0);

        // When
        worker.redis(Command.CLIENT, "PAUSE", SILENCE_MILLIS, "ALL");

        // Then
        await().atMost(TIMEOUT).until(() -> Double.isNaN(scrape().value("downloads_queued")));
        await().atMost(TIMEOUT).until(() -> scrape().value("downloads_queued") == 0);
    }

    @Test
    void openSocketsAndStreamsAreCounted() throws Throwable {
        // Given
        String id = caller.request();
        String sockets = "downloads_open_connections{kind=\"socket\"}";
        String streams = "downloads_open_connections{kind=\"events\"}";
        // Connections of other tests may close a moment later.
        await().atMost(TIMEOUT).until(() -> scrape().value(sockets) == 0 && scrape().value(streams) == 0);

        // When
        Socket socket = caller.open("json");
        Events events = caller.watch(id);

        // Then
        await().atMost(TIMEOUT).untilAsserted(() -> {
            Metrics now = scrape();
            assertThat(now.value(sockets)).isEqualTo(1);
            assertThat(now.value(streams)).isEqualTo(1);
        });
        socket.close();
        events.close();
        await().atMost(TIMEOUT).until(() -> scrape().value(sockets) == 0);
    }

    @Test
    void onlyBytesOfFilesAreCounted() throws Exception {
        // Given
        String id = caller.request();
        worker.complete(caller.owner(), id, "0123456789");
        String file = "/downloads/" + id + "/flights.csv";
        double before = scrape().value("downloads_served_bytes_total");

        // When
        caller.get(file);
        caller.get(file, "Range", "bytes=2-4");
        caller.head(file);
        caller.get(file, "Range", "bytes=90-");
        caller.get("/downloads/" + id + "/other.csv");

        // Then
        await().atMost(TIMEOUT).until(() -> scrape().value("downloads_served_bytes_total") == before + 13);
    }

    @Test
    void theNumberOfMetricSeriesIsBounded() throws Exception {
        // Given
        ask("GET");
        // A request is counted a moment after its response, so an earlier one is counted by now.
        ask("GET");

        // When
        int before = series();
        ask("GET");
        ask("GET");

        // Then
        assertThat(series()).isEqualTo(before);
        assertThat(scrape().text()).contains("uri=\"/downloads/{id}/{name}\"", "uri=\"/api/downloads/{id}\"")
                .doesNotContainPattern("[0-9a-f]{8}-[0-9a-f]{4}-").doesNotContain(caller.owner().id());
    }

    /** Requests with a new identity, an unknown path and an unknown export each time. */
    private void ask(String method) throws Exception {
        caller = Caller.known(service);
        String id = caller.request();
        worker.complete(caller.owner(), id, "0123456789");
        String made = UUID.randomUUID().toString();
        for (String path : List.of("/downloads/" + id + "/flights.csv", "/downloads/" + made + "/flights.csv",
                "/downloads/" + made + "/" + made + "/" + made, "/api/downloads/" + id, "/api/downloads/" + made,
                "/api/downloads/" + made + "/events", "/api/exports/" + made + "/preview", "/" + made,
                "/api/" + made, "/ws/" + made)) {
            caller.send(caller.request(path).method(method, java.net.http.HttpRequest.BodyPublishers.noBody()));
            caller.send(caller.request(path)
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString("x".repeat(20_000))));
            caller.send(caller.request(path, "Origin", "https://evil.example").DELETE());
        }
    }

    private int series() {
        return (int) scrape().text().lines().filter(line -> line.startsWith("http_server_requests_seconds_count")
                || line.startsWith("downloads_")).count();
    }

    private Metrics scrape() {
        return new Metrics(Management.ask(management, "/q/metrics").body());
    }
}
