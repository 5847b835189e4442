package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import org.downloadmanager.api.identity.LinkSignature;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Command;

/** Every documented response occurs. Every {@link Caller} checks the reverse: that each response is documented. */
@QuarkusTest
@WithTestResource(Servers.class)
class OpenApiIT {

    private static final String NO_ID = "00000000-0000-0000-0000-000000000000";
    private static final String FOREIGN = "https://evil.example";
    private static final String BAD_FORMAT = """
            {"export": "flights", "format": "pdf"}""";
    /** The redirect to an object store, which this test does not have. */
    private static final String ELSEWHERE = "GET /downloads/{id}/{name} 302";

    @TestHTTPResource("/")
    URI service;

    @Inject
    Worker worker;

    @Inject
    LinkSignature links;

    private Caller caller;

    @BeforeEach
    void begin() throws Exception {
        worker.forgetEverything();
        caller = Caller.known(service);
    }

    @Test
    void everyDocumentedResponseOccurs() throws Exception {
        // When
        askForAFile();
        lookAtDownloads();
        fetchTheFile();
        giveUp();
        caller.contract().operations().forEach(this::makeMistakes);
        fillTheQueue();
        askWithoutRedis();

        // Then
        Set<String> missing = new TreeSet<>(caller.contract().promised());
        missing.removeAll(caller.contract().seen());
        // LimitsIT checks the limits of all operations.
        missing.removeIf(answer -> answer.endsWith(" 429") && !answer.startsWith("POST /api/downloads "));
        assertThat(missing).containsExactly(ELSEWHERE);
    }

    private void askForAFile() {
        caller.get("/api/version");
        caller.get("/api/exports");
        worker.preview("flights", Worker.FLIGHTS_PREVIEW);
        caller.get("/api/exports/flights/preview");
        caller.post("/api/downloads", Caller.FLIGHTS);
        caller.post("/api/downloads", Caller.FLIGHTS);
        caller.post("/api/downloads", "{");
        caller.post("/api/downloads", "{\"export\": \"nothing\"}");
        caller.post("/api/downloads", Caller.FLIGHTS + " ".repeat(20_000));
        caller.post("/api/downloads", Caller.FLIGHTS, "Content-Type", "text/plain");
        caller.post("/api/downloads", BAD_FORMAT);
        caller.delete("/api/downloads");
    }

    private void lookAtDownloads() throws Exception {
        String id = caller.request();
        HttpResponse<String> list = caller.get("/api/downloads");
        caller.get("/api/downloads", "If-None-Match", list.headers().firstValue("ETag").orElseThrow());
        caller.get("/api/downloads?limit=many");
        HttpResponse<String> one = caller.get("/api/downloads/" + id);
        caller.get("/api/downloads/" + id, "If-None-Match", one.headers().firstValue("ETag").orElseThrow());
        caller.post("/api/downloads/" + id + "/link", "");
        long version = worker.move(caller.owner(), id, download -> download.cancel()).version();
        caller.get("/api/downloads/" + id + "/events");
        caller.get("/api/downloads/" + id + "/events", "Last-Event-ID", String.valueOf(version));
    }

    private void fetchTheFile() throws Exception {
        String id = caller.request();
        worker.complete(caller.owner(), id, "0123456789");
        String file = "/downloads/" + id + "/flights.csv";
        HttpResponse<String> whole = caller.get(file);
        caller.head(file);
        caller.get(file, "If-None-Match", whole.headers().firstValue("ETag").orElseThrow());
        caller.get(file, "If-Match", "\"other\"");
        caller.get(file, "Range", "bytes=1-2");
        caller.get(file, "Range", "bytes=10-");
        caller.post("/api/downloads/" + id + "/link", "");
        caller.get(links.sign(file, Instant.now().minusSeconds(1)));
    }

    private void giveUp() {
        String id = caller.request();
        caller.delete("/api/downloads/" + id);
        caller.delete("/api/downloads/" + id);
    }

    /** One mistake of each possible kind; none changes anything. */
    private void makeMistakes(Contract.Operation operation) {
        String id = caller.request();
        Caller forger = Caller.newcomer(service);
        forger.forge("downloads-owner=forged");
        ask(forger, operation, id);
        ask(caller, operation, id, "Origin", FOREIGN);
        if (operation.description().get("responses").has("406")) {
            ask(caller, operation, id, "Accept", "text/xml");
        }
        if (operation.path().contains("{id}")) {
            ask(caller, operation, NO_ID);
        }
        assertThat(caller.get("/api/downloads/" + id).body()).as("%s", operation).contains("PENDING");
        caller.delete("/api/downloads");
    }

    private void fillTheQueue() {
        for (int i = 0; i <= Servers.MAX_ACTIVE_TOTAL; i++) {
            Caller.newcomer(service).post("/api/downloads", Caller.FLIGHTS);
        }
    }

    private void askWithoutRedis() throws Exception {
        worker.redis(Command.CLIENT, "PAUSE", "12000", "ALL");
        Set<Contract.Operation> those = caller.contract().operations().stream()
                .filter(operation -> operation.description().get("responses").has("503"))
                .collect(Collectors.toSet());
        // At once: one waits, the others are refused.
        CompletableFuture.allOf(those.stream()
                .map(operation -> CompletableFuture.runAsync(() -> ask(caller, operation, NO_ID),
                        task -> new Thread(task).start()))
                .toArray(CompletableFuture[]::new)).join();
        await().atMost(Duration.ofSeconds(30)).until(() -> caller.get("/api/downloads").statusCode() == 200);
    }

    private static void ask(Caller who, Contract.Operation operation, String id, String... headers) {
        who.send(who.request(operation.of(id), headers)
                .setHeader("Content-Type", "application/json")
                .method(operation.method(), operation.method().equals("POST")
                        ? BodyPublishers.ofString(Caller.FLIGHTS)
                        : BodyPublishers.noBody()));
    }
}
