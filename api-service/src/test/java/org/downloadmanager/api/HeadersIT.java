package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Security headers and origins: what protects a user's browser. */
@QuarkusTest
@WithTestResource(Servers.class)
class HeadersIT {

    private static final String FOREIGN = "https://evil.example";

    @TestHTTPResource("/")
    URI service;

    @Inject
    Worker worker;

    private Caller caller;
    private String id;

    @BeforeEach
    void begin() throws Exception {
        worker.forgetEverything();
        caller = Caller.known(service);
        id = caller.request();
    }

    @Test
    void everyResponseHasSecurityHeaders() throws Exception {
        // Given
        worker.complete(caller.owner(), id, "0123456789");
        String file = "/downloads/" + id + "/flights.csv";

        for (HttpResponse<String> answer : List.of(
                caller.get("/"), caller.get("/style.css"), caller.get("/page.js"), caller.get("/api/exports"),
                caller.get("/api/downloads"), caller.get("/fragments"),
                caller.get("/api/nothing"), caller.get("/nothing"), caller.get(file), caller.head(file),
                caller.get(file, "Range", "bytes=20-"), caller.get("/api/openapi"),
                caller.get("/api/downloads/" + id + "/events"), caller.post("/api/downloads", "{"),
                caller.post("/api/downloads", "x".repeat(20_000)), form("/downloads/" + id + "/remove"),
                caller.send(caller.request("/api/downloads").method("TRACE",
                        java.net.http.HttpRequest.BodyPublishers.noBody())))) {
            // Then
            String what = answer.request().method() + " " + answer.uri().getPath() + " " + answer.statusCode();
            assertThat(answer.headers().allValues("X-Content-Type-Options")).as(what).containsExactly("nosniff");
            assertThat(answer.headers().allValues("Content-Security-Policy")).as(what).singleElement().asString()
                    .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
                    .doesNotContain("unsafe", "*", "http");
            assertThat(answer.headers().allValues("Referrer-Policy")).as(what).singleElement().asString()
                    .isIn("same-origin", "no-referrer");
            assertThat(answer.headers().allValues("Cache-Control")).as(what).hasSize(1);
            assertThat(answer.headers().firstValue("Server")).as(what).isEmpty();
            if (!answer.uri().getPath().matches("/[a-z]+\\.(css|js)")) {
                assertThat(answer.headers().firstValue("Cache-Control").orElseThrow()).as(what)
                        .containsAnyOf("private", "no-store");
            }
        }
    }

    @Test
    void foreignOriginsCannotWriteOrOpenStreams() {
        // Given
        List<HttpResponse<String>> answers = new java.util.ArrayList<>();

        // When
        caller.contract().operations().stream()
                .filter(operation -> operation.changesSomething() || operation.path().endsWith("/events"))
                .forEach(operation -> answers.add(caller.send(caller.request(operation.of(id), "Origin", FOREIGN)
                        .method(operation.method(), java.net.http.HttpRequest.BodyPublishers.noBody()))));
        for (String form : List.of("/downloads", "/downloads/" + id + "/cancel", "/downloads/" + id + "/remove")) {
            answers.add(form(form, "Origin", FOREIGN));
            answers.add(form(form, "Origin", "null"));
        }

        // Then
        assertThat(answers).hasSizeGreaterThan(10).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(403));
        assertThat(Caller.json(caller.get("/api/downloads/" + id)).get("state").textValue()).isEqualTo("PENDING");
        assertThat(Caller.json(caller.get("/api/downloads"))).hasSize(1);
    }

    private HttpResponse<String> form(String path, String... headers) {
        return caller.send(caller.request(path, headers).setHeader("Content-Type", "application/x-www-form-urlencoded")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("export=flights")));
    }
}
