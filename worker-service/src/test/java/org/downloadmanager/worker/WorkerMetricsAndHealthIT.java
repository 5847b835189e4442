package org.downloadmanager.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.downloadmanager.downloads.DownloadFixtures.someOwner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Validation;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.FileRequest;
import org.downloadmanager.downloads.Limits;
import org.downloadmanager.downloads.Placement;
import org.downloadmanager.downloads.Submission;
import org.downloadmanager.downloads.WorkQueue;
import org.downloadmanager.servers.Metrics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;

/** The health, metrics and log of a worker. */
@QuarkusTest
@WithTestResource(Servers.class)
class WorkerMetricsAndHealthIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** Longer than a worker waits for Redis, so that a test can read its health meanwhile. */
    private static final String SILENCE_MILLIS = "12000";
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource("/")
    URI service;

    @Inject
    Downloads downloads;

    @Inject
    WorkQueue queue;

    @Inject
    Catalog catalog;

    @Inject
    Redis redis;

    @BeforeEach
    void awaitStart() {
        await().atMost(TIMEOUT).until(() -> ask("/q/health/started").statusCode() == 200);
    }

    @Test
    void theTableOfMetricsIsTrue() throws IOException {
        // When
        awaitState(accept(Map.of("rows", 10L)), "READY");
        awaitState(accept(Map.of("failAt", 0L, "failure", "refuses")), "ERROR");
        awaitState(accept(Map.of("failAt", 0L)), "ERROR");
        awaitState(withExpiredLease(Map.of("rows", 10L)), "READY");
        cancelledUnderWay();

        // Then
        await().atMost(TIMEOUT).untilAsserted(
                () -> assertThat(scrape().ours()).isEqualTo(Metrics.documented("worker")));
    }

    @Test
    void queueTimeAndTotalTimeAreMeasured() {
        // Given
        Metrics before = scrape();

        // When
        Download ready = awaitState(accept(Map.of("rows", 10L, "duration", 400L)), "READY");

        // Then
        Duration took = Duration.between(ready.createdAt(), ready.updatedAt());
        // It is counted a moment after it is recorded.
        String count = "downloads_time_to_ready_seconds_count{export=\"simulated\"}";
        await().atMost(TIMEOUT).until(() -> grown(before, scrape(), count) > 0);
        Metrics after = scrape();
        assertThat(grown(before, after, "downloads_time_to_start_seconds_count{export=\"simulated\"}")).isEqualTo(1);
        assertThat(grown(before, after, count)).isEqualTo(1);
        assertThat(grown(before, after, "downloads_time_to_ready_seconds_sum{export=\"simulated\"}"))
                .isCloseTo(took.toMillis() / 1_000.0, within(0.01));
        assertThat(after.text()).contains("downloads_time_to_ready_seconds_bucket{export=\"simulated\",le=\"0.25\"}",
                "downloads_time_to_ready_seconds_bucket{export=\"simulated\",le=\"86400.0\"}");
    }

    @Test
    void failuresAreCounted() {
        // Given
        Metrics before = scrape();

        // When
        awaitState(accept(Map.of("failAt", 0L)), "ERROR");
        awaitState(withExpiredLease(Map.of("rows", 10L)), "READY");
        cancelledUnderWay();

        // Then
        await().atMost(TIMEOUT).untilAsserted(() -> {
            Metrics after = scrape();
            assertThat(grown(before, after,
                    "downloads_retries_total{export=\"simulated\",reason=\"generation-failed\"}")).isEqualTo(4);
            assertThat(grown(before, after,
                    "downloads_dead_letters_total{export=\"simulated\",reason=\"generation-failed\"}")).isEqualTo(1);
            assertThat(grown(before, after,
                    "downloads_ended_total{export=\"simulated\",outcome=\"generation-failed\"}")).isEqualTo(1);
            assertThat(grown(before, after, "downloads_takeovers_total{export=\"simulated\"}")).isEqualTo(1);
            assertThat(grown(before, after, "downloads_fenced_writes_total{state=\"cancelled\"}")).isEqualTo(1);
        });
    }

    @Test
    void busyAndFreeSlotsAreCounted() {
        // Given
        await().atMost(TIMEOUT).until(() -> scrape().value("downloads_slots{state=\"free\"}") == 4);

        // When
        Download running = awaitState(accept(Map.of("rows", 10L, "duration", 60_000L)), "PROCESSING");

        // Then
        assertThat(scrape().value("downloads_slots{state=\"busy\"}")).isEqualTo(1);
        assertThat(scrape().value("downloads_slots{state=\"free\"}")).isEqualTo(3);
        cancel(running);
    }

    @Test
    void startupReportsVersionAndCommitAndWaitsForNothing() {
        assertThat(data("started").get("waitingFor").textValue()).isEqualTo("nothing");
        assertThat(data("started").get("version").textValue()).matches("[0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?");
        assertThat(data("started").get("commit").textValue()).matches("[0-9a-f]{7,40}|unknown");
    }

    @Test
    void aWorkerWithoutRedisIsAliveButNotReady() throws Exception {
        // Given
        await().atMost(TIMEOUT).until(() -> ask("/q/health/ready").statusCode() == 200);

        // When
        redis.send(Request.cmd(Command.CLIENT).arg("PAUSE").arg(SILENCE_MILLIS).arg("ALL"))
                .toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);

        // Then
        await().atMost(TIMEOUT).until(() -> ask("/q/health/ready").statusCode() == 503);
        assertThat(data("ready").get("redis").textValue()).isEqualTo("down");
        assertThat(ask("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(ask("/q/health/started").statusCode()).isEqualTo(200);
        await().atMost(TIMEOUT).until(() -> ask("/q/health/ready").statusCode() == 200);
    }

    @Test
    void logLinesAboutADownloadNameIt() throws IOException {
        // When
        Download ready = awaitState(accept(Map.of("rows", 10L)), "READY");
        Download failed = awaitState(accept(Map.of("failAt", 0L)), "ERROR");

        // Then
        for (Download each : List.of(ready, failed)) {
            // Complete lines only.
            await().atMost(TIMEOUT).ignoreExceptions()
                    .untilAsserted(() -> assertThat(linesAbout(each)).hasSizeGreaterThanOrEqualTo(2)
                            .allSatisfy(line -> assertThat(line.at("/mdc/download").textValue()).as("%s", line)
                                    .isEqualTo(each.id().value())));
        }
        assertThat(linesAbout(failed)).anyMatch(line -> line.get("level").textValue().equals("WARN")
                && line.path("exception").isObject());
    }

    private static List<JsonNode> linesAbout(Download download) throws IOException {
        try (var lines = Files.lines(Servers.LOG)) {
            return lines.map(WorkerMetricsAndHealthIT::json)
                    .filter(line -> line.get("message").textValue().contains(download.id().value())).toList();
        }
    }

    /** A simulated file, requested by a new owner. */
    private Download accept(Map<String, Object> parameters) {
        Submission submission = downloads.submit(requested(parameters), Optional.empty(), new Limits(1, 100));
        queue.wake();
        return ((Submission.Accepted) submission).download();
    }

    private Download requested(Map<String, Object> parameters) {
        FileRequest request = catalog.find("simulated").orElseThrow().check("csv", parameters)
                .fold(Validation.Valid::request, invalid -> {
                    throw new AssertionError(invalid.violations());
                });
        return Download.requested(DownloadId.random(), someOwner(), request, Clock.systemUTC().instant(),
                Duration.ofHours(1));
    }

    /** A worker claimed the download and died. */
    private Download withExpiredLease(Map<String, Object> parameters) {
        Download claimed = requested(parameters).recorded(1).claim("dead").orElseThrow().recorded(2);
        return queue.restore(claimed, Placement.leasedFor(Duration.ZERO)).orElseThrow();
    }

    private void cancelledUnderWay() {
        cancel(awaitState(accept(Map.of("rows", 10L, "duration", 60_000L)), "PROCESSING"));
    }

    private void cancel(Download running) {
        Optional<Download> cancelled = Optional.empty();
        while (cancelled.isEmpty()) {
            cancelled = downloads.replace(find(running).cancel().orElseThrow(), Placement.finished());
        }
        await().atMost(TIMEOUT).until(() -> scrape().value("downloads_slots{state=\"free\"}") == 4);
    }

    private Download awaitState(Download download, String state) {
        await().atMost(TIMEOUT).until(() -> find(download).stateName().equals(state));
        return find(download);
    }

    private Download find(Download download) {
        return downloads.find(download.owner(), download.id()).orElseThrow();
    }

    private static double grown(Metrics before, Metrics after, String series) {
        return after.value(series) - before.value(series);
    }

    private Metrics scrape() {
        return new Metrics(ask("/q/metrics").body());
    }

    private JsonNode data(String probe) {
        for (JsonNode check : json(ask("/q/health/" + probe).body()).get("checks")) {
            if (check.get("name").textValue().equals("worker")) {
                return check.get("data");
            }
        }
        throw new AssertionError("Nothing is said about " + probe);
    }

    private HttpResponse<String> ask(String path) {
        try {
            return HTTP.send(HttpRequest.newBuilder(service.resolve(path)).timeout(Duration.ofSeconds(20)).build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
