package org.downloadmanager.system;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.downloadmanager.local.ManagedProcess;

import com.fasterxml.jackson.core.JsonProcessingException;

/** A client program with its own identity. Closing it removes its downloads. */
final class Client implements AutoCloseable {

    static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration UNTIL_THE_END = Duration.ofMinutes(1);

    private final URI server;
    private final String cookie;

    private Client(URI server, String cookie) {
        this.server = server;
        this.cookie = cookie;
    }

    /** A client with a new identity. */
    static Client newcomer(URI server) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(server.resolve("/api/downloads")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String given = answer.headers().firstValue("Set-Cookie").orElseThrow();
        return new Client(server, given.substring(0, given.indexOf(';')));
    }

    /** The same identity, directly at one replica. */
    Client through(ManagedProcess replica) {
        return new Client(replica.url(), cookie);
    }

    /** A client of the same server with another cookie. */
    Client showing(String otherCookie) {
        return new Client(server, otherCookie);
    }

    String cookie() {
        return cookie;
    }

    URI server() {
        return server;
    }

    /** Requests a file and checks that it is accepted. */
    Download request(String export, String format, Map<String, ?> parameters) {
        return accepted(post(body(export, format, parameters)));
    }

    private static Download accepted(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return Download.parse(answer.body());
    }

    /** Requests a file with an idempotency key and checks that it is accepted. */
    Download requestUnderKey(String key, String body) {
        return accepted(post(body, "Idempotency-Key", key));
    }

    /** Requests a simulated file of that duration, with a row for each millisecond. */
    Download requestSlowFile(long milliseconds) {
        return request("simulated", "csv", Map.of("rows", milliseconds, "duration", milliseconds));
    }

    /** The same with that many bytes per row, so that data reaches the disk soon. */
    Download requestSlowFile(long milliseconds, int bytesPerRow) {
        return request("simulated", "csv",
                Map.of("rows", milliseconds, "duration", milliseconds, "bytesPerRow", bytesPerRow));
    }

    /** The download in REST once it has ended. */
    Download untilEnd(String id) {
        return await("the end of " + id).atMost(UNTIL_THE_END).until(() -> find(id), Download::isEnded);
    }

    static String body(String export, String format, Map<String, ?> parameters) {
        try {
            return Download.JSON.writeValueAsString(
                    Map.of("export", export, "format", format, "parameters", parameters));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpResponse<String> post(String body, String... headers) {
        HttpRequest.Builder request = to("/api/downloads").setHeader("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    /** Chunked, so that the server learns the length only at the end. */
    HttpResponse<String> postWithoutLength(String body) {
        return send(to("/api/downloads").setHeader("Content-Type", "application/json")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(body))));
    }

    List<Download> list() {
        return Download.parseAll(ask("/api/downloads").body());
    }

    Download find(String id) {
        return Download.parse(ask("/api/downloads/" + id).body());
    }

    HttpResponse<String> ask(String path, String... headers) {
        HttpRequest.Builder request = to(path);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> delete(String id) {
        return send(to("/api/downloads/" + id).DELETE());
    }

    /** Fetches the whole file. */
    Path fetch(Download ready, Path into) {
        Path file = into.resolve(ready.file().name());
        HttpResponse<Path> answer = fetch(to(ready.file().url()).build(), file);
        if (answer.statusCode() == 302) {
            // The object store is another service without cookies: the URL is the permission.
            URI signed = URI.create(answer.headers().firstValue("Location").orElseThrow());
            answer = fetch(HttpRequest.newBuilder(signed).build(), file);
        }
        assertThat(answer.statusCode()).isEqualTo(200);
        return file;
    }

    private static HttpResponse<Path> fetch(HttpRequest request, Path file) {
        try {
            return HTTP.send(request, BodyHandlers.ofFile(file, CREATE, WRITE, TRUNCATE_EXISTING));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Opens a socket with all changes of this client's downloads. */
    Watch watch() {
        Watch watch = new Watch();
        HTTP.newWebSocketBuilder().header("Cookie", cookie).subprotocols("json")
                .buildAsync(socket(), watch).join();
        return watch;
    }

    /** Opens the event stream of a download; returns when the server has started it, with the following lines. */
    Stream<String> openEvents(String id) {
        try {
            HttpResponse<Stream<String>> answer = HTTP.send(
                    HttpRequest.newBuilder(server.resolve("/api/downloads/" + id + "/events"))
                            .setHeader("Cookie", cookie).build(),
                    BodyHandlers.ofLines());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The URL of sockets. */
    URI socket() {
        return URI.create("ws" + server.resolve("/ws/downloads").toString().substring("http".length()));
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).setHeader("Cookie", cookie).timeout(TIMEOUT);
    }

    static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(e);
    }

    /** Cancels active downloads and removes ended ones. */
    @Override
    public void close() {
        list().forEach(download -> {
            if (delete(download.id()).statusCode() == 200) {
                delete(download.id());
            }
        });
    }
}
