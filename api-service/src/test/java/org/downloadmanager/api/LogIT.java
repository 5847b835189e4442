package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Command;

/** The JSON log of a replica. */
@QuarkusTest
@WithTestResource(Servers.class)
class LogIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** Longer than two requests wait for Redis. */
    private static final String SILENCE_MILLIS = "12000";

    @TestHTTPResource("/")
    URI service;

    @Inject
    Worker worker;

    private Caller caller;
    private long linesBefore;

    @BeforeEach
    void begin() throws Exception {
        worker.forgetEverything();
        caller = Caller.known(service);
        try (var lines = Files.lines(Servers.LOG)) {
            linesBefore = lines.count();
        }
    }

    @Test
    void theLogLinesOfARequestNameItsDownload() {
        // When
        String id = caller.request();
        caller.delete("/api/downloads/" + id);
        caller.delete("/api/downloads/" + id);

        // Then
        await().atMost(TIMEOUT).ignoreExceptions()
                .untilAsserted(() -> assertThat(lines("downloadId=" + id)).hasSizeGreaterThanOrEqualTo(3)
                        .allSatisfy(
                                line -> assertThat(line.at("/mdc/download").textValue()).as("%s", line).isEqualTo(id)));
    }

    @Test
    void aFailedRequestLogsItsDownloadAndTheNextOneDoesNot() throws Exception {
        // Given
        String id = caller.request();

        // When
        worker.redis(Command.CLIENT, "PAUSE", SILENCE_MILLIS, "ALL");
        caller.get("/api/downloads/" + id);
        caller.get("/api/downloads");

        // Then
        await().atMost(TIMEOUT).ignoreExceptions()
                .untilAsserted(() -> assertThat(lines("Unavailable: ")).anyMatch(line -> isAbout(line, id))
                        .anyMatch(line -> line.at("/mdc/download").isMissingNode()));
        await().atMost(TIMEOUT).until(() -> caller.get("/api/downloads").statusCode() == 200);
    }

    private static boolean isAbout(JsonNode line, String id) {
        return id.equals(line.at("/mdc/download").textValue());
    }

    /** Complete lines only. */
    private List<JsonNode> lines(String words) throws IOException {
        try (var lines = Files.lines(Servers.LOG)) {
            return lines.skip(linesBefore).map(Caller::json)
                    .filter(line -> line.get("message").textValue().contains(words)).toList();
        }
    }
}
