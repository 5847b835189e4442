package org.downloadmanager.local;

import java.net.ConnectException;
import java.nio.file.Path;
import java.util.Iterator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.httpproxy.HttpProxy;

/**
 * Distributes requests and WebSockets over the ready replicas of the API, round robin, without buffering bodies. A replica
 * that refuses the connection is skipped, because nothing was sent to it; a sent request is never repeated.
 */
public final class LoadBalancer {

    private static final int CONNECT_TIMEOUT_MS = 1_000;

    private final Vertx vertx;
    private final HttpClient client;
    private final Replicas replicas;

    LoadBalancer(Vertx vertx, Path clusterFile) {
        this.vertx = vertx;
        this.replicas = new Replicas(vertx, clusterFile);
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                // Each WebSocket and each event stream uses one.
                .setMaxPoolSize(100_000)
                .setMaxHeaderSize(64 * 1024)
                .setKeepAliveTimeout(30));
    }

    public static void main(String[] args) {
        int port = Integer.parseInt(args[0]);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setFileSystemOptions(
                // Nothing stays in the temporary directory after a SIGKILL.
                new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        new LoadBalancer(vertx, Path.of(args[1])).listen(port)
                .onSuccess(server -> System.out.println("Listening on port " + server.actualPort() + "."))
                .onFailure(failure -> {
                    System.err.println("Cannot listen on port " + port + ": " + failure.getMessage());
                    System.exit(1);
                });
    }

    /** Listens on 127.0.0.1 after the first probes. */
    Future<HttpServer> listen(int port) {
        HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(port)
                .setMaxHeaderSize(32 * 1024)
                .setMaxInitialLineLength(16 * 1024)
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false);
        // One event loop for everything: no locks, and the two ends of a tunnel cannot overtake each other.
        Future<HttpServer> listening = Future.future(promise -> vertx.runOnContext(start -> replicas.watch()
                .compose(watching -> vertx.createHttpServer(options).requestHandler(this::forward).listen())
                .onComplete(promise)));
        return listening;
    }

    private void forward(HttpServerRequest request) {
        request.pause();
        connect(replicas.roundRobin().iterator())
                // A replica may have become ready since the last probe: during a rolling update it may be the only one.
                .recover(noneReady -> replicas.look().compose(probed -> connect(replicas.roundRobin().iterator())))
                .onSuccess(connection -> {
                    String host = request.getHeader(HttpHeaders.HOST);
                    if (host != null) {
                        connection.putHeader(HttpHeaders.HOST, host);
                    }
                    addForwarded(request);
                    HttpProxy.reverseProxy(client).origin(context -> Future.succeededFuture(connection))
                            .handle(request);
                })
                .onFailure(failure -> refuse(request));
    }

    private Future<HttpClientRequest> connect(Iterator<Integer> ports) {
        if (!ports.hasNext()) {
            return Future.failedFuture(new ConnectException("No replica is ready."));
        }
        int port = ports.next();
        return client.request(new RequestOptions().setHost("127.0.0.1").setPort(port)).recover(failure -> {
            replicas.refused(port);
            return connect(ports);
        });
    }

    private static void addForwarded(HttpServerRequest request) {
        String before = request.getHeader("X-Forwarded-For");
        String client = request.remoteAddress().hostAddress();
        request.headers().set("X-Forwarded-For", before == null ? client : before + ", " + client);
        request.headers().set("X-Forwarded-Proto", "http");
    }

    private static void refuse(HttpServerRequest request) {
        request.resume();
        request.response().setStatusCode(503)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .putHeader(HttpHeaders.RETRY_AFTER, "1")
                .end("""
                        {"type":"about:blank","title":"Service Unavailable","status":503,\
                        "detail":"No replica is ready at the moment, please try again."}""");
    }
}
