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

/** Somebody with an identity of their own who uses the system as programs do. What they asked for goes with them. */
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

    /** Somebody whom nobody has seen before. */
    static Client newcomer(URI server) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(server.resolve("/api/downloads")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String given = answer.headers().firstValue("Set-Cookie").orElseThrow();
        return new Client(server, given.substring(0, given.indexOf(';')));
    }

    /** The same person, past the load balancer. */
    Client through(ManagedProcess replica) {
        return new Client(replica.url(), cookie);
    }

    /** The same server, to which this person shows another cookie. */
    Client showing(String otherCookie) {
        return new Client(server, otherCookie);
    }

    String cookie() {
        return cookie;
    }

    URI server() {
        return server;
    }

    /** Asks for a file, and is told that it will be made. */
    Download request(String export, String format, Map<String, ?> parameters) {
        return accepted(post(body(export, format, parameters)));
    }

    private static Download accepted(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return Download.parse(answer.body());
    }

    /** Asks for a file under an idempotency key, and is told that it will be made. */
    Download requestUnderKey(String key, String body) {
        return accepted(post(body, "Idempotency-Key", key));
    }

    /** A simulated file that takes that long to make, and has a row for each millisecond. */
    Download requestSlowFile(long milliseconds) {
        return request("simulated", "csv", Map.of("rows", milliseconds, "duration", milliseconds));
    }

    /** The same with as many bytes in each row, so that what is made soon reaches the disk. */
    Download requestSlowFile(long milliseconds, int bytesPerRow) {
        return request("simulated", "csv",
                Map.of("rows", milliseconds, "duration", milliseconds, "bytesPerRow", bytesPerRow));
    }

    /** What REST says of it once it has ended. */
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

    /** In chunks, so that the server learns the length at the end only. */
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
            // The store is another service, which does not know who asks: the address says it all.
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

    /** Opens a socket over which everything is heard that happens to this person's downloads. */
    Watch watch() {
        Watch watch = new Watch();
        HTTP.newWebSocketBuilder().header("Cookie", cookie).subprotocols("json")
                .buildAsync(socket(), watch).join();
        return watch;
    }

    /** Opens the stream of a download's events; returns when the server has begun it, with the lines that follow. */
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

    /** Where sockets are opened. */
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

    /** Cancels what runs and removes what is there. */
    @Override
    public void close() {
        list().forEach(download -> {
            if (delete(download.id()).statusCode() == 200) {
                delete(download.id());
            }
        });
    }
}
