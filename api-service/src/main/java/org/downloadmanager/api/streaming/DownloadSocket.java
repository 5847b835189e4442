package org.downloadmanager.api.streaming;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import jakarta.enterprise.event.Observes;

import org.downloadmanager.api.http.ConnectionLimiter;
import org.downloadmanager.api.http.SocketLimit;
import org.downloadmanager.api.identity.SocketCheck;
import org.downloadmanager.api.metrics.Meters;
import org.downloadmanager.api.page.Fragments;
import org.downloadmanager.api.view.DownloadResponses;
import org.downloadmanager.downloads.Owner;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnPongMessage;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/** Sends an owner's downloads as they change: fragments to the page, JSON to programs that ask for it. */
@WebSocket(path = "/ws/downloads")
public class DownloadSocket {

    private static final String JSON = "json";
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(10);
    /** The time of two unanswered pings. */
    private static final Duration SILENCE = Duration.ofSeconds(40);
    private static final CloseReason SERVER_RESTARTING = new CloseReason(1012, "server restarting");
    private static final CloseReason TOO_SLOW = new CloseReason(1013, "too slow");
    private static final CloseReason TOO_MANY = new CloseReason(1013, "too many sockets");
    private static final CloseReason FAILED = new CloseReason(1011, "internal error, reconnect");
    private static final CloseReason CLIENT_MESSAGE = new CloseReason(1008, "client messages not accepted");

    private final Subscriptions subscriptions;
    private final SocketCheck identity;
    private final ConnectionLimiter limiter;
    private final Fragments fragments;
    private final DownloadResponses responses;
    private final ConnectionDrainer drainer;
    private final Map<String, Open> open = new ConcurrentHashMap<>();

    DownloadSocket(Subscriptions subscriptions, SocketCheck identity, ConnectionLimiter limiter, Fragments fragments,
            DownloadResponses responses, ConnectionDrainer drainer, Meters meters) {
        this.subscriptions = subscriptions;
        this.identity = identity;
        this.limiter = limiter;
        this.fragments = fragments;
        this.responses = responses;
        this.drainer = drainer;
        meters.streams("socket", open::size);
    }

    @OnOpen
    void open(WebSocketConnection connection) {
        boolean isJson = JSON.equals(connection.subprotocol());
        Owner owner = identity.owner(connection.handshakeRequest());
        Optional<ConnectionLimiter.Permit> permit = limiter.tryAcquire(owner, SocketLimit.address(connection));
        if (permit.isEmpty()) {
            // Other sockets were opened since the handshake.
            close(connection, TOO_MANY);
            return;
        }
        Subscription subscription = new Subscription(owner,
                event -> send(connection, () -> isJson ? responses.json(event) : fragments.of(event)));
        open.put(connection.id(), new Open(connection, subscription, permit.get()));
        if (drainer.hasBegun()) {
            close(connection, SERVER_RESTARTING);
            return;
        }
        subscriptions.subscribe(subscription);
    }

    /** Browsers answer pings themselves. */
    @OnPongMessage
    void pong(Buffer pong, WebSocketConnection connection) {
        open.computeIfPresent(connection.id(),
                (id, socket) -> new Open(connection, socket.subscription, socket.permit));
    }

    @OnClose
    void close(WebSocketConnection connection) {
        Open socket = open.remove(connection.id());
        if (socket != null) {
            subscriptions.unsubscribe(socket.subscription);
            socket.permit.release();
        }
    }

    /** A connection that broke without a close shows only by its silence. */
    void closeUnresponsive(@Observes StartupEvent event, Vertx vertx) {
        vertx.setPeriodic(SILENCE.toMillis() / 3, timer -> {
            long now = System.nanoTime();
            open.values().stream()
                    .filter(socket -> now - socket.heardAt > SILENCE.toNanos())
                    .forEach(socket -> close(socket.connection, new CloseReason(1001, "no answer to pings")));
        });
    }

    void drain(@Observes ShutdownDelayInitiatedEvent event) {
        drainer.drain(open.values(), socket -> close(socket.connection, SERVER_RESTARTING));
    }

    private static void close(WebSocketConnection connection, CloseReason reason) {
        connection.close(reason).subscribe().with(closed -> {},
                failure -> Log.debugf("Socket not closed: connection=%s, cause=%s", connection.id(), failure));
    }

    /** Clients send requests over HTTP only. */
    @OnTextMessage
    Uni<Void> message(String message, WebSocketConnection connection) {
        return connection.close(CLIENT_MESSAGE);
    }

    /** A client that cannot get the whole state reconnects, to this replica or to another. */
    @OnError
    Uni<Void> failed(Exception failure, WebSocketConnection connection) {
        Log.debugf("Socket failed: connection=%s, cause=%s", connection.id(), failure);
        return connection.isOpen() ? connection.close(FAILED) : Uni.createFrom().voidItem();
    }

    /**
     * A message that cannot be rendered closes the socket like one that cannot be sent: otherwise the client would show
     * an old state.
     */
    private static Uni<Void> send(WebSocketConnection connection, Supplier<String> message) {
        return Uni.createFrom().item(message)
                .chain(drawn -> connection.sendText(drawn))
                .ifNoItem().after(SEND_TIMEOUT).fail()
                .onFailure().call(failure -> connection.close(TOO_SLOW));
    }

    private record Open(WebSocketConnection connection, Subscription subscription, ConnectionLimiter.Permit permit,
            long heardAt) {

        Open(WebSocketConnection connection, Subscription subscription, ConnectionLimiter.Permit permit) {
            this(connection, subscription, permit, System.nanoTime());
        }
    }
}
