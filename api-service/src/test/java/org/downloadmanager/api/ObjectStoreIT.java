package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.downloadmanager.api.Caller.json;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.Consumer;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Serving finished files from an object store. */
@QuarkusTest
@WithTestResource(Servers.class)
@WithTestResource(ObjectStore.class)
class ObjectStoreIT {

    private static final String CONTENT = "date,origin\n2001-01-01,LAS\n";

    @TestHTTPResource("/")
    URI service;

    @Inject
    Worker worker;

    /** Injected by {@link ObjectStore}. */
    Consumer<Boolean> storeReachable;

    private Caller caller;
    private String id;
    private String address;

    @BeforeEach
    void publish() throws Exception {
        worker.forgetEverything();
        caller = Caller.known(service);
        id = caller.request();
        worker.complete(caller.owner(), id, CONTENT);
        address = json(caller.get("/api/downloads/" + id)).get("file").get("url").textValue();
    }

    @Test
    void theOwnerIsRedirectedToAShortLivedStoreUrl() throws Exception {
        // When
        HttpResponse<String> answer = caller.get(address);
        URI location = URI.create(answer.headers().firstValue("Location").orElseThrow());
        HttpResponse<String> file = fetch(location);

        // Then
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(location.getHost()).isEqualTo("localhost");
        assertThat(location.getQuery()).contains("X-Amz-Expires=300");
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.body()).isEqualTo(CONTENT);
        assertThat(file.headers().firstValue("Content-Type")).contains("text/csv");
        assertThat(file.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"flights.csv\"; filename*=UTF-8''flights.csv");
    }

    @Test
    void otherOwnersGetNoRedirect() {
        for (Caller other : new Caller[]{ Caller.known(service), Caller.newcomer(service) }) {
            // When
            HttpResponse<String> answer = other.get(address);

            // Then
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.headers().firstValue("Location")).isEmpty();
        }
    }

    @Test
    void aSignedLinkRedirectsToTheStore() throws Exception {
        // Given
        String link = json(caller.post("/api/downloads/" + id + "/link", "")).get("url").textValue();

        // When
        HttpResponse<String> answer = Caller.newcomer(service).get(link);

        // Then
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(fetch(URI.create(answer.headers().firstValue("Location").orElseThrow())).body()).isEqualTo(CONTENT);
    }

    @Test
    void removingADownloadDeletesItsFileFromTheStore() throws Exception {
        // Given
        URI location = URI.create(caller.get(address).headers().firstValue("Location").orElseThrow());

        // When
        caller.delete("/api/downloads/" + id);

        // Then
        assertThat(caller.get(address).statusCode()).isEqualTo(404);
        assertThat(fetch(location).statusCode()).isEqualTo(404);
    }

    @Test
    void aStoreThatCannotBeReachedIsAnsweredWithServiceUnavailable() {
        // Given
        storeReachable.accept(false);
        try {
            // When
            HttpResponse<String> answer = caller.get(address);

            // Then
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(json(answer).get("code").textValue()).isEqualTo("unavailable");
        } finally {
            storeReachable.accept(true);
        }
        assertThat(caller.get(address).statusCode()).isEqualTo(302);
    }

    private static HttpResponse<String> fetch(URI location) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(location).build(), BodyHandlers.ofString());
    }
}
