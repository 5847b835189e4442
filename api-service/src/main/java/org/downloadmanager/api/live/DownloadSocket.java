package org.downloadmanager.api.live;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.downloadmanager.api.identity.SocketCheck;
import org.downloadmanager.api.page.Fragments;
import org.downloadmanager.api.rest.DownloadResponses;
import org.downloadmanager.messages.DownloadEvent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.logging.Log;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;

/** Shows an owner's downloads as they change: fragments for the page, JSON for programs that ask for it. */
@WebSocket(path = "/ws/downloads")
public class DownloadSocket {

    private static final String JSON = "json";
    private static final Duration SEND_PATIENCE = Duration.ofSeconds(10);
    private static final CloseReason TOO_SLOW = new CloseReason(1013, "too slow");
    private static final CloseReason SPEAKS = new CloseReason(1008, "nothing is to be said here");

    private final LiveDownloads live;
    private final SocketCheck identity;
    private final Fragments fragments;
    private final DownloadResponses responses;
    private final ObjectMapper json;
    private final Map<String, Watcher> watchers = new ConcurrentHashMap<>();

    DownloadSocket(LiveDownloads live, SocketCheck identity, Fragments fragments, DownloadResponses responses,
            ObjectMapper json) {
        this.live = live;
        this.identity = identity;
        this.fragments = fragments;
        this.responses = responses;
        this.json = json;
    }

    @OnOpen
    void open(WebSocketConnection connection) {
        boolean program = JSON.equals(connection.subprotocol());
        Watcher watcher = new Watcher(identity.owner(connection.handshakeRequest()),
                event -> send(connection, program ? json(event) : fragments.of(event)));
        watchers.put(connection.id(), watcher);
        live.watch(watcher);
    }

    @OnClose
    void close(WebSocketConnection connection) {
        Watcher watcher = watchers.remove(connection.id());
        if (watcher != null) {
            live.leave(watcher);
        }
    }

    /** Requests go over HTTP. */
    @OnTextMessage
    Uni<Void> heard(String message, WebSocketConnection connection) {
        return connection.close(SPEAKS);
    }

    @OnError
    void failed(Exception failure, WebSocketConnection connection) {
        Log.debugf("Socket failed: connection=%s, cause=%s", connection.id(), failure);
    }

    private static Uni<Void> send(WebSocketConnection connection, String message) {
        return connection.sendText(message)
                .ifNoItem().after(SEND_PATIENCE).fail()
                .onFailure().call(failure -> connection.close(TOO_SLOW));
    }

    private String json(DownloadEvent event) {
        try {
            return json.writeValueAsString(event.removed()
                    ? new Removal(event.download().id().value(), event.download().version(), true)
                    : responses.of(event.download()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Removal(String id, long version, boolean removed) {}
}
