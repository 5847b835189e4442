package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.downloadmanager.api.Caller.json;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Every error is a problem document with a stable code, whichever layer finds it. */
@QuarkusTest
@WithTestResource(Servers.class)
class ProblemsIT {

    private static final String LARGE = "{\"export\": \"" + "x".repeat(17 * 1024) + "\"}";

    @TestHTTPResource("/")
    URI service;

    @Inject
    Worker worker;

    private Caller caller;

    @BeforeEach
    void begin() throws Exception {
        worker.forgetEverything();
        caller = Caller.known(service);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nothing, 404, not-found",
        "GET, /api/nothing, 404, not-found",
        "GET, /nothing.js, 404, not-found",
        "GET, /q/nothing, 404, not-found",
        "GET, /api/downloads/1, 404, not-found",
        "GET, /api/downloads/00000000-0000-0000-0000-000000000000, 404, not-found",
        "DELETE, /api/downloads/00000000-0000-0000-0000-000000000000, 404, not-found",
        "GET, /downloads/00000000-0000-0000-0000-000000000000/flights.csv, 404, not-found",
        "GET, /downloads/..%2F..%2Fetc/passwd, 404, not-found",
        "PUT, /api/downloads, 405, method-not-allowed",
        "DELETE, /api/exports, 405, method-not-allowed",
        "DELETE, /, 405, method-not-allowed",
        "PATCH, /api/downloads/00000000-0000-0000-0000-000000000000, 405, method-not-allowed"
    })
    void whatIsNotThereIsSaidToBeNot(String method, String path, int status, String code) {
        assertProblem(caller.send(caller.request(path).method(method, BodyPublishers.noBody())), status, code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"export\": | 400 | not-json",
        "{\"export\": \"flights\", \"query\": \"SELECT 1\"} | 400 | not-a-request",
        "{\"export\": \"arrivals\"} | 404 | unknown-export",
        "{\"export\": \"flights\", \"parameters\": {\"origin\": \"x' OR 1\"}} | 422 | invalid-parameters",
        "{\"export\": \"flights\", \"format\": \"pdf\"} | 422 | invalid-parameters"
    })
    void aBadRequestIsToldWhatIsBadAboutIt(String body, int status, String code) {
        assertProblem(caller.post("/api/downloads", body), status, code);
    }

    @Test
    void aRequestWithoutABodyIsRefused() {
        assertProblem(caller.post("/api/downloads", ""), 400, "not-json");
    }

    @ParameterizedTest
    @ValueSource(strings = { "text/plain", "application/x-www-form-urlencoded", "application/xml", "input" })
    void onlyJsonIsRead(String mediaType) {
        assertProblem(caller.post("/api/downloads", Caller.FLIGHTS, "Content-Type", mediaType), 415,
                "unsupported-media-type");
    }

    @Test
    void onlyJsonIsWritten() {
        assertProblem(caller.get("/api/downloads", "Accept", "text/xml"), 406, "not-acceptable");
    }

    @Test
    void aLargeContentLengthIsRefusedWithoutReadingTheBody() {
        assertProblem(caller.post("/api/downloads", LARGE), 413, "request-entity-too-large");
    }

    @Test
    void aLargeChunkedBodyIsRefusedBeforeItsEnd() {
        assertProblem(caller.send(caller.request("/api/downloads", "Content-Type", "application/json")
                .POST(ofUnsaidLength(LARGE))),
                413, "request-entity-too-large");
    }

    @ParameterizedTest
    @ValueSource(strings = { "Transfer-Encoding: chunked\r\n\r\n7fffffff", "Content-Length: 9999999999\r\n" })
    void anEndlessBodyIsRefused(String manner) throws Exception {
        try (java.net.Socket endless = new java.net.Socket(service.getHost(), service.getPort())) {
            // Given
            byte[] some = new byte[1024];
            OutputStream body = endless.getOutputStream();
            body.write(("POST /api/downloads HTTP/1.1\r\nHost: " + service.getAuthority()
                    + "\r\nContent-Type: application/json\r\n" + manner + "\r\n").getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 20; i++) {
                body.write(some);
            }

            // When / Then
            endless.setSoTimeout(20_000);
            assertThat(new String(endless.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 413");
            assertThatThrownBy(() -> {
                for (int i = 0; i < 3_000; i++) {
                    body.write(some);
                    Thread.sleep(10);
                }
            }).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void aChunkedBodyIsRead() {
        // When
        HttpResponse<String> accepted = caller.send(caller.request("/api/downloads", "Content-Type", "application/json")
                .POST(ofUnsaidLength(Caller.FLIGHTS)));
        HttpResponse<String> empty = caller.send(caller.request("/api/downloads", "Content-Type", "application/json")
                .POST(ofUnsaidLength("")));

        // Then
        assertThat(accepted.statusCode()).isEqualTo(202);
        assertProblem(empty, 400, "not-json");
    }

    @ParameterizedTest
    @ValueSource(strings = { "application/x-www-form-urlencoded", "multipart/form-data",
        "multipart/form-data; boundary=x" })
    void anUnreadBodyDoesNotFailTheRequest(String mediaType) {
        for (BodyPublisher body : List.of(BodyPublishers.ofString("a=b"), ofUnsaidLength("a=b"))) {
            assertThat(caller.send(caller.request("/api/downloads", "Content-Type", mediaType).method("GET", body))
                    .statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a=%zz, application/x-www-form-urlencoded",
        "a=%, application/x-www-form-urlencoded; charset=utf-8",
        "export=flights, application/x-www-form-urlencoded; charset=utf-99",
        "export=flights, application/x-www-form-urlencoded; charset=%00",
        "=, application/x-www-form-urlencoded"
    })
    void aFormThatIsNotEncodedAsItSaysIsRefused(String form, String mediaType) {
        assertProblem(caller.post("/downloads", form, "Content-Type", mediaType), 400, "bad-request");
        assertProblem(caller.send(caller.request("/downloads", "Content-Type", mediaType).POST(ofUnsaidLength(form))),
                400, "bad-request");
    }

    @Test
    void anHttp2UpgradeIsAnsweredInHttp11() throws Exception {
        // Given: the default protocol of Java's HTTP client.
        HttpClient modern = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

        // When
        HttpResponse<String> list = modern.send(caller.request("/api/downloads").header("Cookie", caller.cookie())
                .build(), BodyHandlers.ofString());
        HttpResponse<String> accepted = modern.send(caller.request("/api/downloads", "Content-Type", "application/json")
                .header("Cookie", caller.cookie()).POST(BodyPublishers.ofString(Caller.FLIGHTS)).build(),
                BodyHandlers.ofString());

        // Then
        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(list.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(accepted.statusCode()).isEqualTo(202);
    }

    @Test
    void expectContinueIsAnswered() {
        assertProblem(caller.send(caller.request("/api/downloads", "Content-Type", "application/json")
                .expectContinue(true).POST(BodyPublishers.ofString("{"))), 400, "not-json");
        assertProblem(caller.send(caller.request("/api/downloads", "Content-Type", "application/json")
                .expectContinue(true).POST(ofUnsaidLength("{"))), 400, "not-json");
    }

    @Test
    void anOverlongIdempotencyKeyIsRefused() {
        assertProblem(caller.post("/api/downloads", Caller.FLIGHTS, "Idempotency-Key", "k".repeat(256)), 400,
                "invalid-idempotency-key");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "nobody", "00000000-0000-0000-0000-000000000000.AAAA", "a b", "x;y=z" })
    void aForgedCookieIdentifiesNoOwner(String value) {
        // Given
        caller.forge("downloads-owner=" + value);

        // When / Then
        assertProblem(caller.get("/api/downloads"), 401, "unknown-identity");
        assertProblem(caller.post("/api/downloads", Caller.FLIGHTS), 401, "unknown-identity");
    }

    @Test
    void aRequestFromAForeignOriginChangesNothing() {
        // Given
        String id = caller.request();

        // When
        HttpResponse<String> request = caller.post("/api/downloads", Caller.FLIGHTS, "Origin", "http://evil.example");
        HttpResponse<String> removal = caller.send(caller.request("/api/downloads/" + id, "Origin",
                "http://evil.example").DELETE());

        // Then
        assertProblem(request, 403, "foreign-origin");
        assertProblem(removal, 403, "foreign-origin");
        assertThat(json(caller.get("/api/downloads/" + id)).get("state").textValue()).isEqualTo("PENDING");
    }

    @Test
    void anUnsatisfiableRangeNamesTheFileLength() throws IOException {
        // Given
        String file = file("0123456789");

        // When
        HttpResponse<String> answer = caller.get(file, "Range", "bytes=10-");

        // Then
        assertProblem(answer, 416, "requested-range-not-satisfiable");
        assertThat(answer.headers().firstValue("Content-Range")).contains("bytes */10");
    }

    @Test
    void aFailedPreconditionIsAProblem() throws IOException {
        assertProblem(caller.get(file("0123456789"), "If-Match", "\"other\""), 412, "precondition-failed");
    }

    @Test
    void aProblemOfAHeadRequestHasNoBody() {
        // When
        HttpResponse<String> answer = caller.head("/downloads/00000000-0000-0000-0000-000000000000/flights.csv");

        // Then
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void malformedHttpIsRefusedWithoutInternalDetails() throws IOException {
        for (String request : new String[]{ "GET /%zz HTTP/1.1", "GET /api/downloads?x=%zz HTTP/1.1", "NONSENSE",
            "GET /" + "x".repeat(20_000) + " HTTP/1.1" }) {
            // When
            String answer = raw(request);

            // Then
            assertThat(answer).as(request.substring(0, 8)).matches("(?s)HTTP/1\\.[01] 4\\d\\d .*")
                    .doesNotContain("Exception", "io.vertx", "io.netty", "\tat ");
        }
    }

    @Test
    void anIncompleteHandshakeIsAnswered() throws IOException {
        // When
        String answer = raw("GET /ws/downloads HTTP/1.1\r\nSec-WebSocket-Key: AAAA\r\nCookie: " + caller.cookie());

        // Then
        assertThat(answer).startsWith("HTTP/1.1 4");
    }

    private String file(String content) throws IOException {
        String id = caller.request();
        worker.complete(caller.owner(), id, content);
        return "/downloads/" + id + "/flights.csv";
    }

    private String raw(String line) throws IOException {
        try (java.net.Socket socket = new java.net.Socket(service.getHost(), service.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((line + "\r\nHost: " + service.getAuthority()
                    + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static BodyPublisher ofUnsaidLength(String body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().allValues("Content-Type")).containsExactly("application/problem+json");
        JsonNode problem = json(answer);
        assertThat(problem.get("type").textValue()).isEqualTo("urn:download-manager:problem:" + code);
        assertThat(problem.get("title").textValue()).isNotBlank();
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("code").textValue()).isEqualTo(code);
    }
}
