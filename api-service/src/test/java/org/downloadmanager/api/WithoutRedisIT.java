package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Command;

/** A replica without Redis tells clients nothing wrong. */
@QuarkusTest
@WithTestResource(Servers.class)
class WithoutRedisIT {

    /** Longer than a replica waits for an answer. */
    private static final String SILENCE_MILLIS = "12000";

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

    @AfterEach
    void awaitRedis() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> caller.get("/api/downloads").statusCode() == 200);
    }

    @Test
    void withoutRedisARequestIsAnsweredWithServiceUnavailable() throws Exception {
        // Given
        worker.redis(Command.CLIENT, "PAUSE", SILENCE_MILLIS, "ALL");

        // When
        HttpResponse<String> answer = caller.post("/api/downloads", Caller.FLIGHTS);

        // Then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(Caller.json(answer).get("code").textValue()).isEqualTo("unavailable");
        assertThat(answer.body()).doesNotContain("Redis");
    }

    @Test
    void withoutRedisASocketIsClosedForReconnection() throws Throwable {
        // Given
        worker.redis(Command.CLIENT, "PAUSE", SILENCE_MILLIS, "ALL");

        // When
        try (Socket socket = caller.open("json")) {
            // Then
            assertThat(socket.closing()).startsWith("1011 ");
        }
    }
}
