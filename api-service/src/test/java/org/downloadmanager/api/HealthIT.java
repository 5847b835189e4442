package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Command;

/** Health checks, and that they are not served on the public port. */
@QuarkusTest
@WithTestResource(Servers.class)
class HealthIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** Longer than a replica waits for Redis, so that a test can read its health meanwhile. */
    private static final String SILENCE_MILLIS = "12000";

    @TestHTTPResource("/")
    URI service;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Inject
    Worker worker;

    @BeforeEach
    void awaitStart() throws Exception {
        worker.forgetEverything();
        await().atMost(TIMEOUT).until(() -> Management.ask(management, "/q/health/started").statusCode() == 200);
        await().atMost(TIMEOUT).until(() -> !data("ready").get("degraded").booleanValue());
    }

    @Test
    void startupReportsVersionAndCommitAndWaitsForNothing() {
        assertThat(data("started").get("waitingFor").textValue()).isEqualTo("nothing");
        assertThat(data("started").get("version").textValue()).matches("[0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?");
        assertThat(data("started").get("commit").textValue()).matches("[0-9a-f]{7,40}|unknown");
    }

    @Test
    void livenessNamesItsThreads() {
        // When
        JsonNode alive = data("live");

        // Then
        assertThat(alive.fieldNames()).toIterable().containsExactlyInAnyOrder("event-consumer", "event-sender",
                "refresher");
        assertThat(alive).allMatch(JsonNode::booleanValue);
    }

    @Test
    void aRedisOutageDegradesTheReplicaButDoesNotEndIt() throws Exception {
        // When
        worker.redis(Command.CLIENT, "PAUSE", SILENCE_MILLIS, "ALL");

        // Then
        await().atMost(TIMEOUT).until(() -> data("ready").get("redis").textValue().equals("down"));
        assertThat(data("ready").get("degraded").booleanValue()).isTrue();
        for (String probe : new String[]{ "started", "live", "ready" }) {
            assertThat(Management.ask(management, "/q/health/" + probe).statusCode()).as(probe).isEqualTo(200);
        }
        await().atMost(TIMEOUT).until(() -> data("ready").get("redis").textValue().equals("up"));
    }

    @Test
    void healthAndMetricsAreNotServedOnThePublicPort() {
        for (String path : new String[]{ "/q/health", "/q/health/live", "/q/metrics", "/q/info" }) {
            HttpResponse<String> answer = Caller.newcomer(service).get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
        }
    }

    /** The data of our own check, not of the framework's. */
    private JsonNode data(String probe) {
        for (JsonNode check : Caller.json(Management.ask(management, "/q/health/" + probe)).get("checks")) {
            if (check.get("name").textValue().equals("api")) {
                return check.get("data");
            }
        }
        throw new AssertionError("Nothing is said about " + probe);
    }
}
