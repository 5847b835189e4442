package org.downloadmanager.benchmarks.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.downloadmanager.benchmarks.stacks.Stack;
import org.downloadmanager.local.ManagedProcess;
import org.downloadmanager.local.Role;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;

/** A {@link Stack} whose files are ready at once, with a stall on request. */
final class StandIn implements Stack {

    static final Duration STALL = Duration.ofMillis(400);

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();
    private final Map<String, ServerWebSocket> sockets = new HashMap<>();
    private volatile int stallsAt;
    private int people;

    StandIn() {
        server = VirtualUsers.await(vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0)
                .addWebSocketSubProtocol("json"))
                .webSocketHandler(socket -> sockets.put(socket.headers().get("Cookie"), socket))
                .requestHandler(this::answer).listen());
    }

    /** The request with that number, and every later one, waits. */
    void stallAt(int request) {
        stallsAt = request;
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        switch (request.method().name() + " " + request.path()) {
            case "GET /api/downloads" -> response.putHeader("Set-Cookie", "owner=" + people++ + "; Path=/").end("[]");
            case "POST /api/downloads" -> {
                int number = requests.incrementAndGet();
                if (number == stallsAt) {
                    stall();
                }
                response.setStatusCode(202).end();
                sockets.get(request.getHeader("Cookie")).writeTextMessage(
                        "{\"id\": \"%d\", \"state\": \"READY\", \"file\": {\"url\": \"/file\"}}".formatted(number));
            }
            default -> response.end("number,text\n");
        }
    }

    /** Blocks the only thread of the server. */
    private static void stall() {
        try {
            Thread.sleep(STALL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public List<ManagedProcess> replicas() {
        return List.of(new ManagedProcess(Role.API, "api-1", server.actualPort(), Path.of("none"), null));
    }

    @Override
    public List<ManagedProcess> workers() {
        return List.of();
    }

    @Override
    public List<ManagedProcess> parts() {
        return List.of();
    }

    @Override
    public void close() {
        VirtualUsers.await(vertx.close());
    }
}
