package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;
import static org.downloadmanager.api.Caller.json;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadFixtures;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.files.FileStore;
import org.downloadmanager.messages.DownloadEvent;
import org.downloadmanager.messages.DownloadJson;
import org.downloadmanager.messages.Topics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** The REST API of downloads. */
@QuarkusTest
@WithTestResource(Servers.class)
class DownloadsIT {

    @TestHTTPResource("/")
    URI service;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Inject
    Worker worker;

    @Inject
    FileStore files;

    private Caller caller;

    @BeforeEach
    void begin() throws Exception {
        worker.forgetEverything();
        caller = Caller.known(service);
    }

    @Test
    void exportsAreListed() {
        // When
        JsonNode exports = json(caller.get("/api/exports"));

        // Then
        assertThat(exports).extracting(export -> export.get("name").textValue()).containsExactly("flights", "notes",
                "payments");
        JsonNode flights = exports.get(0);
        assertThat(flights.get("title").textValue()).isEqualTo("Flights");
        assertThat(flights.get("formats")).extracting(JsonNode::textValue).containsExactly("csv", "jsonl");
        assertThat(flights.get("parameters")).extracting(parameter -> parameter.get("name").textValue(),
                parameter -> parameter.get("type").textValue(), parameter -> parameter.get("required").booleanValue())
                .containsExactly(
                        tuple("origin", "text", false),
                        tuple("from", "date", false),
                        tuple("minDelay", "integer", false));
    }

    @Test
    void exportsAreListedWithTheirPreviews() {
        // Given
        worker.preview("flights", Worker.FLIGHTS_PREVIEW);

        // When
        JsonNode exports = json(caller.get("/api/exports"));

        // Then
        assertThat(exports.get(0).get("rows").longValue()).isEqualTo(3_000_000);
        assertThat(exports.get(0).get("asOf").textValue()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(exports.get(0).get("files")).extracting(file -> file.get("bytes").asText())
                .containsExactly("105783734", "null");
        assertThat(exports.get(1).get("rows").isNull()).isTrue();
    }

    @Test
    void thePreviewShowsTheFirstRows() {
        // Given
        worker.preview("flights", Worker.FLIGHTS_PREVIEW);
        worker.preview("withdrawn", Worker.FLIGHTS_PREVIEW);

        // When
        JsonNode preview = json(caller.get("/api/exports/flights/preview"));

        // Then
        assertThat(preview.get("columns")).extracting(JsonNode::textValue).containsExactly("id", "origin");
        assertThat(preview.get("firstRows").get(0)).extracting(JsonNode::textValue).containsExactly("1", null);
        assertThat(caller.get("/api/exports/notes/preview").statusCode()).isEqualTo(404);
        assertThat(caller.get("/api/exports/withdrawn/preview").statusCode()).isEqualTo(404);
    }

    @Test
    void exportsAreListedWithTheirFiles() {
        // When
        JsonNode notes = json(caller.get("/api/exports")).get(1);

        // Then
        assertThat(notes.get("resumable").booleanValue()).isTrue();
        assertThat(notes.get("files")).extracting(file -> file.get("format").textValue(),
                file -> file.get("name").textValue(), file -> file.get("contentType").textValue(),
                file -> file.get("maximumRows").asText(), file -> file.get("parameters").findValuesAsText("name"))
                .containsExactly(
                        tuple("csv", "notes.csv", "text/csv; charset=utf-8", "null", List.of()),
                        tuple("xlsx", "notes.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                "1048575", List.of("sheets")));
    }

    @Test
    void numbersAreListedWithAllTheirDigits() {
        // When
        String exports = caller.get("/api/exports").body();

        // Then
        assertThat(exports).contains("\"minimum\":0.0000001,\"maximum\":1000000000000000000000000000000,",
                "\"defaultValue\":12345678901234567.89,");
    }

    @ParameterizedTest
    @CsvSource({ "1e7, 10000000", "10000000.0, 10000000", "'\"10000000.0\"', 10000000",
        "0.10000000000000000001, 0.10000000000000000001", "1e-7, 0.0000001",
        "123456789012345678901234567890, 123456789012345678901234567890",
        "'\"12345678901234567.89\"', 12345678901234567.89" })
    void aNumberKeepsItsDigitsWhateverTheRequestWritesItLike(String asked, String kept) {
        // Given
        String body = "{\"export\": \"payments\", \"parameters\": {\"least\": " + asked + "}}";
        String same = "{\"export\": \"payments\", \"parameters\": {\"least\": " + kept + "}}";

        // When
        HttpResponse<String> first = caller.post("/api/downloads", body, "Idempotency-Key", "number");
        HttpResponse<String> again = caller.post("/api/downloads", same, "Idempotency-Key", "number");

        // Then
        String download = caller.get(first.headers().firstValue("Location").orElseThrow()).body();
        assertThat(first.body()).contains("\"parameters\":{\"least\":" + kept + "}");
        assertThat(download).contains("\"parameters\":{\"least\":" + kept + "}");
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(json(again).get("id")).isEqualTo(json(first).get("id"));
    }

    @Test
    void anAcceptedRequestIsAnsweredWithItsDownload() {
        // When
        HttpResponse<String> answer = caller.post("/api/downloads", Caller.FLIGHTS);

        // Then
        JsonNode download = json(answer);
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Content-Type")).hasValueSatisfying(
                type -> assertThat(type).startsWith("application/json"));
        assertThat(URI.create(answer.headers().firstValue("Location").orElseThrow()).getPath())
                .isEqualTo("/api/downloads/" + download.get("id").textValue());
        assertThat(download.fieldNames()).toIterable().containsExactlyInAnyOrder("id", "export", "format",
                "parameters", "state", "version", "attempt", "progress", "file", "error", "createdAt", "updatedAt",
                "deadline", "expiresAt");
        assertThat(download.get("export").textValue()).isEqualTo("flights");
        assertThat(download.get("format").textValue()).isEqualTo("csv");
        assertThat(download.get("parameters")).isEqualTo(json("""
                {"minDelay": 15, "origin": "LAS"}"""));
        assertThat(download.get("state").textValue()).isEqualTo("PENDING");
        assertThat(download.get("version").longValue()).isPositive();
        assertThat(download.get("attempt").intValue()).isZero();
        assertThat(download.get("progress")).isEqualTo(json("""
                {"done": 0, "total": null, "percent": null, "secondsLeft": null}"""));
        assertThat(download.get("file").isNull()).isTrue();
        assertThat(download.get("error").isNull()).isTrue();
        assertThat(time(download, "createdAt")).isBefore(time(download, "deadline"));
        assertThat(time(download, "updatedAt")).isBefore(time(download, "deadline"));
        assertThat(download.get("expiresAt").isNull()).isTrue();
    }

    @Test
    void theLocationHeaderIsTheDownloadsUrl() {
        // Given
        HttpResponse<String> accepted = caller.post("/api/downloads", Caller.FLIGHTS);

        // When
        HttpResponse<String> answer = caller.get(accepted.headers().firstValue("Location").orElseThrow());

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Caller.uncounted(answer)).isEqualTo(json(accepted));
    }

    @Test
    void aProcessingDownloadReportsItsProgress() {
        // Given
        String id = caller.request();
        worker.claim(caller.owner(), id);
        worker.move(caller.owner(), id, download -> download.advance(
                new Progress(120_000, OptionalLong.of(3_000_000),
                        Optional.of(Duration.ofMillis(10_001))),
                Optional.empty()));

        // When
        JsonNode download = json(caller.get("/api/downloads/" + id));

        // Then
        assertThat(download.get("state").textValue()).isEqualTo("PROCESSING");
        assertThat(download.get("attempt").intValue()).isEqualTo(1);
        assertThat(download.get("progress")).isEqualTo(json("""
                {"done": 120000, "total": 3000000, "percent": 4, "secondsLeft": 11}"""));
        assertThat(download.has("worker")).isFalse();
    }

    @Test
    void aReadyDownloadDescribesItsFile() throws Exception {
        // Given
        String id = caller.request();
        worker.complete(caller.owner(), id, "a\nb\n");

        // When
        JsonNode download = json(caller.get("/api/downloads/" + id));

        // Then
        assertThat(download.get("state").textValue()).isEqualTo("READY");
        assertThat(download.get("file")).isEqualTo(json("""
                {"url": "/downloads/%s/flights.csv", "name": "flights.csv", "contentType": "text/csv", "bytes": 4,
                 "rows": 2, "sha256": "911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2"}"""
                .formatted(id)));
        assertThat(download.get("progress").get("percent").intValue()).isEqualTo(100);
    }

    @Test
    void aFailedDownloadShowsItsReason() {
        // Given
        String id = caller.request();
        worker.move(caller.owner(), id, download -> download.fail(DownloadFixtures.FAILURE));

        // When
        JsonNode download = json(caller.get("/api/downloads/" + id));

        // Then
        assertThat(download.get("state").textValue()).isEqualTo("ERROR");
        assertThat(download.get("error")).isEqualTo(json("""
                {"code": "generation-failed", "message": "The source does not answer."}"""));
    }

    @Test
    void anonymousVisitorsGetAnHttpOnlySameSiteCookie() {
        // When
        HttpResponse<String> answer = Caller.newcomer(service).get("/api/downloads");

        // Then
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie.split(";\\s*")).hasSizeGreaterThan(1)
                .anyMatch(part -> part.matches("downloads-owner=[0-9a-f-]{36}\\.[\\w-]{43}"))
                .anyMatch("HttpOnly"::equalsIgnoreCase)
                .anyMatch("SameSite=Lax"::equalsIgnoreCase)
                .anyMatch("Path=/"::equalsIgnoreCase)
                .anyMatch("Max-Age=31536000"::equalsIgnoreCase)
                // The test speaks plain HTTP.
                .noneMatch("Secure"::equalsIgnoreCase);
    }

    @Test
    void aKnownOwnerGetsNoNewCookie() {
        // When
        HttpResponse<String> answer = caller.get("/api/downloads");

        // Then
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void theNewestDownloadIsListedFirst() throws Exception {
        // Given
        String first = caller.request();
        worker.complete(caller.owner(), first, "a");
        String second = caller.request();

        // When
        JsonNode mine = json(caller.get("/api/downloads"));

        // Then
        assertThat(mine).extracting(download -> download.get("id").textValue()).containsExactly(second, first);
    }

    @Test
    void anotherOwnersDownloadIsNotFound() {
        // Given
        String id = caller.request();
        Caller stranger = Caller.known(service);

        // When
        HttpResponse<String> look = stranger.get("/api/downloads/" + id);
        HttpResponse<String> giveUp = stranger.delete("/api/downloads/" + id);
        HttpResponse<String> list = stranger.get("/api/downloads");

        // Then
        assertThat(look.statusCode()).isEqualTo(404);
        assertThat(giveUp.statusCode()).isEqualTo(404);
        assertThat(json(list)).isEmpty();
        assertThat(worker.find(caller.owner(), id)).map(Download::stateName).contains("PENDING");
    }

    @Test
    void aSecondRequestReturnsTheActiveDownload() {
        // Given
        String id = caller.request();

        // When
        HttpResponse<String> second = caller.post("/api/downloads", "{\"export\": \"flights\"}");

        // Then
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(json(second).get("code").textValue()).isEqualTo("already-running");
        assertThat(json(second).get("downloads")).singleElement()
                .isEqualTo(Caller.uncounted(caller.get("/api/downloads/" + id)));
    }

    @Test
    void theSameKeyAndRequestGetTheSameDownload() {
        // Given
        HttpResponse<String> first = caller.post("/api/downloads", Caller.FLIGHTS, "Idempotency-Key", "one");

        // When
        HttpResponse<String> again = caller.post("/api/downloads", """
                {"parameters": {"minDelay": "15", "origin": "LAS"}, "export": "flights"}""", "Idempotency-Key", "one");

        // Then
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(again.headers().firstValue("Location")).isEqualTo(first.headers().firstValue("Location"));
        assertThat(json(again)).isEqualTo(json(first));
        List<ConsumerRecord<String, String>> commands = commands(json(first).get("id").textValue());
        assertThat(commands).hasSize(2).extracting(ConsumerRecord::value).containsOnly(commands.get(0).value());
    }

    @Test
    void theSameKeyForAnotherRequestIsRefused() {
        // Given
        caller.post("/api/downloads", Caller.FLIGHTS, "Idempotency-Key", "one");

        // When
        HttpResponse<String> other = caller.post("/api/downloads", "{\"export\": \"flights\"}", "Idempotency-Key",
                "one");

        // Then
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(json(other).get("code").textValue()).isEqualTo("idempotency-key-reused");
    }

    @Test
    void idempotencyKeysAreScopedToTheirOwner() {
        // Given
        caller.post("/api/downloads", Caller.FLIGHTS, "Idempotency-Key", "one");

        // When
        HttpResponse<String> other = Caller.known(service).post("/api/downloads", "{\"export\": \"flights\"}",
                "Idempotency-Key", "one");

        // Then
        assertThat(other.statusCode()).isEqualTo(202);
    }

    @Test
    void aFullQueueSaysWhenToTryAgain() {
        // Given
        for (int i = 0; i < Servers.MAX_ACTIVE_TOTAL; i++) {
            Caller.known(service).request();
        }

        // When
        HttpResponse<String> refused = caller.post("/api/downloads", Caller.FLIGHTS);

        // Then
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(json(refused).get("code").textValue()).isEqualTo("queue-full");
        assertThat(json(caller.get("/api/downloads"))).isEmpty();
    }

    @Test
    void anActiveDownloadIsCancelled() {
        // Given
        String id = caller.request();
        worker.claim(caller.owner(), id);

        // When
        HttpResponse<String> answer = caller.delete("/api/downloads/" + id);

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("state").textValue()).isEqualTo("CANCELLED");
        assertThat(json(caller.get("/api/downloads/" + id))).isEqualTo(json(answer));
        Download cancelled = worker.find(caller.owner(), id).orElseThrow();
        await().untilAsserted(() -> assertThat(events()).contains(DownloadEvent.of(cancelled)));
    }

    @Test
    void aNewDownloadIsAcceptedAfterACancellation() {
        // Given
        caller.delete("/api/downloads/" + caller.request());

        // When
        HttpResponse<String> next = caller.post("/api/downloads", Caller.FLIGHTS);

        // Then
        assertThat(next.statusCode()).isEqualTo(202);
    }

    @Test
    void anEndedDownloadIsRemovedWithItsFile() throws Exception {
        // Given
        String id = caller.request();
        Download ready = worker.complete(caller.owner(), id, "a");

        // When
        HttpResponse<String> answer = caller.delete("/api/downloads/" + id);

        // Then
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(caller.get("/api/downloads/" + id).statusCode()).isEqualTo(404);
        assertThat(caller.delete("/api/downloads/" + id).statusCode()).isEqualTo(404);
        assertThat(files.open(ready.file().orElseThrow())).isEmpty();
        await().untilAsserted(() -> assertThat(events()).contains(DownloadEvent.removal(ready)));
    }

    @Test
    void theCommandIsInKafkaBeforeTheAnswer() {
        // When
        String id = caller.request();

        // Then
        Download accepted = worker.find(caller.owner(), id).orElseThrow();
        assertThat(commands(id)).singleElement().satisfies(
                command -> assertThat(DownloadJson.read(command.value())).isEqualTo(accepted));
    }

    @Test
    void aRefusedRequestPublishesNoCommand() {
        // Given
        int before = worker.read(Topics.COMMANDS).size();

        // When
        caller.post("/api/downloads", "{\"export\": \"flights\", \"parameters\": {\"origin\": \"' OR 1\"}}");

        // Then
        assertThat(worker.read(Topics.COMMANDS)).hasSize(before);
        assertThat(json(caller.get("/api/downloads"))).isEmpty();
    }

    @Test
    void theContractIsPublished() {
        // When
        HttpResponse<String> contract = caller.get("/api/openapi?format=json");

        // Then
        assertThat(contract.statusCode()).isEqualTo(200);
        assertThat(json(contract).get("paths").fieldNames()).toIterable().contains("/api/exports", "/api/downloads",
                "/api/downloads/{id}", "/downloads/{id}/{name}");
    }

    @Test
    void theReplicaIsReady() {
        assertThat(Management.ask(management, "/q/health/ready").statusCode()).isEqualTo(200);
    }

    private List<ConsumerRecord<String, String>> commands(String id) {
        return worker.read(Topics.COMMANDS).stream().filter(command -> command.key().equals(id)).toList();
    }

    private List<DownloadEvent> events() {
        return worker.read(Topics.EVENTS).stream()
                .filter(event -> event.key().equals(caller.owner().id()))
                .map(event -> DownloadJson.readEvent(event.value()))
                .toList();
    }

    private static Instant time(JsonNode download, String member) {
        return Instant.parse(download.get(member).textValue());
    }
}
