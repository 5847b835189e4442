package org.downloadmanager.benchmarks.load;

import java.util.function.Consumer;

import org.downloadmanager.local.Part;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;

/**
 * Somebody with an identity and an open socket, who knows one replica and asks for one file at a time. Everything
 * happens on the event loop of the {@link Crowd}.
 */
public final class Person {

    private static final String HOST = "127.0.0.1";

    private final HttpClient http;
    private final int port;
    private final String cookie;
    private Consumer<Told> listener = told -> {};
    private Promise<Told> awaited;
    private String ended = "";
    private WebSocket socket;

    private Person(HttpClient http, int port, String cookie) {
        this.http = http;
        this.port = port;
        this.cookie = cookie;
    }

    /** Somebody whom nobody has seen before, and who has no socket yet. */
    static Future<Person> arrive(HttpClient http, Part replica) {
        int port = replica.port();
        return http.request(HttpMethod.GET, port, HOST, "/api/downloads")
                .compose(request -> request.send())
                .compose(answer -> answer.body().map(body -> cookie(answer)))
                .map(cookie -> new Person(http, port, cookie));
    }

    Future<Person> open(WebSocketClient sockets) {
        return sockets.connect(handshake()).map(this::listensTo);
    }

    private static String cookie(HttpClientResponse answer) {
        String given = answer.cookies().get(0);
        return given.split(";", 2)[0];
    }

    private WebSocketConnectOptions handshake() {
        return new WebSocketConnectOptions().setHost(HOST).setPort(port).setURI("/ws/downloads")
                .addSubProtocol("json").addHeader(HttpHeaders.COOKIE, cookie);
    }

    private Person listensTo(WebSocket opened) {
        socket = opened;
        socket.textMessageHandler(message -> hear(Told.parse(message)));
        return this;
    }

    private void hear(Told told) {
        listener.accept(told);
        // What had ended before is told again now and then.
        if (awaited != null && told.isEnded() && !told.id().equals(ended)) {
            Promise<Told> fulfilled = awaited;
            awaited = null;
            ended = told.id();
            fulfilled.complete(told);
        }
    }

    String cookie() {
        return cookie;
    }

    /** Has every message of the socket told, too. */
    void listen(Consumer<Told> to) {
        listener = to;
    }

    /** Asks for a file; the answer is its end as the socket tells it, which may come before the answer over HTTP. */
    Future<Told> request(Buffer body) {
        Promise<Told> end = Promise.promise();
        awaited = end;
        post(body).onFailure(refused -> {
            if (awaited == end) {
                awaited = null;
            }
            end.tryFail(refused);
        });
        return end.future();
    }

    /** Asks for a file without waiting for its end. */
    Future<Void> post(Buffer body) {
        return http.request(to(HttpMethod.POST, "/api/downloads").putHeader(HttpHeaders.CONTENT_TYPE,
                HttpHeaders.createOptimized("application/json")))
                .compose(request -> request.send(body))
                .compose(answer -> answer.body().compose(said -> answer.statusCode() == 202
                        ? Future.succeededFuture()
                        : Future.failedFuture(answer.statusCode() + ": " + said)));
    }

    /** The whole file. */
    Future<Buffer> fetch(Told ready) {
        return http.request(to(HttpMethod.GET, ready.url()))
                .compose(request -> request.send())
                .compose(answer -> answer.body().compose(file -> answer.statusCode() == 200
                        ? Future.succeededFuture(file)
                        : Future.failedFuture(answer.statusCode() + " for " + ready.url())));
    }

    private RequestOptions to(HttpMethod method, String path) {
        return new RequestOptions().setMethod(method).setHost(HOST).setPort(port).setURI(path)
                .putHeader(HttpHeaders.COOKIE, cookie);
    }
}
