package org.downloadmanager.benchmarks.load;

import java.util.function.Consumer;

import org.downloadmanager.local.ManagedProcess;

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
 * A client with an identity and an open socket to one replica, which requests one file at a time. Everything
 * happens on the event loop of the {@link VirtualUsers}.
 */
public final class VirtualUser {

    private static final String HOST = "127.0.0.1";

    private final HttpClient http;
    private final int port;
    private final String cookie;
    private Consumer<DownloadMessage> listener = message -> {};
    private Promise<DownloadMessage> awaited;
    private String ended = "";
    private WebSocket socket;

    private VirtualUser(HttpClient http, int port, String cookie) {
        this.http = http;
        this.port = port;
        this.cookie = cookie;
    }

    /** A new client, without a socket yet. */
    static Future<VirtualUser> arrive(HttpClient http, ManagedProcess replica) {
        int port = replica.port();
        return http.request(HttpMethod.GET, port, HOST, "/api/downloads")
                .compose(request -> request.send())
                .compose(answer -> answer.body().map(body -> cookie(answer)))
                .map(cookie -> new VirtualUser(http, port, cookie));
    }

    Future<VirtualUser> open(WebSocketClient sockets) {
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

    private VirtualUser listensTo(WebSocket opened) {
        socket = opened;
        socket.textMessageHandler(message -> hear(DownloadMessage.parse(message)));
        return this;
    }

    private void hear(DownloadMessage message) {
        listener.accept(message);
        // Messages about downloads that ended before may be repeated.
        if (awaited != null && message.isEnded() && !message.id().equals(ended)) {
            Promise<DownloadMessage> fulfilled = awaited;
            awaited = null;
            ended = message.id();
            fulfilled.complete(message);
        }
    }

    String cookie() {
        return cookie;
    }

    /** Passes every message of the socket to the consumer. */
    void listen(Consumer<DownloadMessage> to) {
        listener = to;
    }

    /** Requests a file. The result is its end as the socket reports it, which may come before the HTTP response. */
    Future<DownloadMessage> request(Buffer body) {
        Promise<DownloadMessage> end = Promise.promise();
        awaited = end;
        post(body).onFailure(refused -> {
            if (awaited == end) {
                awaited = null;
            }
            end.tryFail(refused);
        });
        return end.future();
    }

    /** Requests a file without waiting for its end. */
    Future<Void> post(Buffer body) {
        return http.request(to(HttpMethod.POST, "/api/downloads").putHeader(HttpHeaders.CONTENT_TYPE,
                HttpHeaders.createOptimized("application/json")))
                .compose(request -> request.send(body))
                .compose(answer -> answer.body().compose(said -> answer.statusCode() == 202
                        ? Future.succeededFuture()
                        : Future.failedFuture(answer.statusCode() + ": " + said)));
    }

    /** Fetches the whole file. */
    Future<Buffer> fetch(DownloadMessage ready) {
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
