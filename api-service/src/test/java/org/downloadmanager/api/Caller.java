package org.downloadmanager.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.downloadmanager.downloads.Owner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An HTTP client that keeps its cookie like a browser. */
final class Caller {

    static final String FLIGHTS = """
            {"export": "flights", "format": "csv", "parameters": {"origin": "LAS", "minDelay": 15}}""";

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10)).build();
    private static final long TIMEOUT_SECONDS = 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI service;
    private String cookie;

    private Caller(URI service) {
        this.service = service;
    }

    /** A client without a cookie. */
    static Caller newcomer(URI service) {
        return new Caller(service);
    }

    /** A client with the cookie of a known owner. */
    static Caller known(URI service) {
        Caller caller = new Caller(service);
        caller.get("/api/downloads");
        return caller;
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(HttpResponse<String> answer) {
        return json(answer.body());
    }

    /** A download as responses without a queue position show it. */
    static JsonNode uncounted(HttpResponse<String> download) {
        return ((ObjectNode) json(download)).without("ahead");
    }

    Owner owner() {
        return new Owner(cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf('.')));
    }

    String cookie() {
        return cookie;
    }

    void forge(String name) {
        cookie = name;
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    HttpResponse<String> head(String path) {
        return send(request(path).method("HEAD", BodyPublishers.noBody()));
    }

    HttpResponse<String> delete(String path) {
        return send(request(path).DELETE());
    }

    /** Sends JSON, unless the headers say otherwise. */
    HttpResponse<String> post(String path, String body, String... headers) {
        HttpRequest.Builder request = request(path).setHeader("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.resolve(path)).timeout(Duration.ofSeconds(20));
        return headers.length == 0 ? request : request.headers(headers);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        if (cookie != null) {
            request.setHeader("Cookie", cookie);
        }
        try {
            // The request's own timeout ends with the first byte of the response, which may be a stream.
            HttpResponse<String> answer = HTTP.sendAsync(request.build(), BodyHandlers.ofString())
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            answer.headers().firstValue("Set-Cookie").ifPresent(given -> cookie = given.split(";", 2)[0]);
            // In every test, every response must match the OpenAPI document.
            contract().check(answer);
            return answer;
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("No answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Contract contract() {
        return Contract.Known.of(service.getAuthority(), () -> ask(service.resolve("/api/openapi?format=json")));
    }

    private static String ask(URI document) {
        try {
            return HTTP.send(HttpRequest.newBuilder(document).build(), BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Opens the event stream of a download; fails when it is refused. */
    Events watch(String id, String... headers) throws Exception {
        HttpResponse<InputStream> answer = HTTP.send(
                request("/api/downloads/" + id + "/events", headers).setHeader("Cookie", cookie).build(),
                BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("Not shown: " + answer.statusCode());
        }
        return new Events(answer.body());
    }

    /** Requests a file, which is generated when the test does it; returns the id of the download. */
    String request() {
        HttpResponse<String> answer = post("/api/downloads", FLIGHTS);
        if (answer.statusCode() != 202) {
            throw new IllegalStateException("Not accepted: " + answer.body());
        }
        return json(answer).get("id").textValue();
    }

    /** Fails with a WebSocketHandshakeException when the socket is refused. */
    Socket open(String subprotocol, String... headers) throws Throwable {
        WebSocket.Builder socket = HTTP.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(10));
        if (cookie != null) {
            socket.header("Cookie", cookie);
        }
        if (subprotocol != null) {
            socket.subprotocols(subprotocol);
        }
        for (int i = 0; i < headers.length; i += 2) {
            socket.header(headers[i], headers[i + 1]);
        }
        Socket listener = new Socket();
        try {
            listener.opened(socket.buildAsync(URI.create("ws://" + service.getAuthority() + "/ws/downloads"), listener)
                    .join());
            return listener;
        } catch (CompletionException e) {
            throw e.getCause();
        }
    }
}
