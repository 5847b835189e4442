package org.downloadmanager.peers.jobrunr;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import io.quarkus.logging.Log;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.Blocking;

/** Sends owners the states of their downloads. */
@WebSocket(path = "/ws/downloads")
@Singleton
class DownloadSocket {

    private static final String COOKIE = Identity.COOKIE + "=";

    private final Downloads downloads;
    private final Identity identity;
    private final Map<UUID, Set<WebSocketConnection>> open = new ConcurrentHashMap<>();

    DownloadSocket(Downloads downloads, Identity identity) {
        this.identity = identity;
        this.downloads = downloads;
    }

    @OnOpen
    @Blocking
    void open(WebSocketConnection connection) throws SQLException {
        UUID owner = owner(connection);
        open.computeIfAbsent(owner, first -> ConcurrentHashMap.newKeySet()).add(connection);
        downloads.of(owner).forEach(download -> send(connection, download));
    }

    @OnClose
    void close(WebSocketConnection connection) {
        open.computeIfPresent(owner(connection), (owner, connections) -> {
            connections.remove(connection);
            return connections.isEmpty() ? null : connections;
        });
    }

    /** Sends to the owner's sockets on this replica. */
    void tell(Download download) {
        open.getOrDefault(download.owner(), Set.of()).forEach(connection -> send(connection, download));
    }

    private static void send(WebSocketConnection connection, Download download) {
        connection.sendText(download.message()).subscribe().with(sent -> {},
                failure -> Log.debugf("Not told: download=%s, cause=%s", download.id(), failure));
    }

    private UUID owner(WebSocketConnection connection) {
        return Arrays.stream(connection.handshakeRequest().header("Cookie").split("; *"))
                .filter(cookie -> cookie.startsWith(COOKIE)).map(cookie -> cookie.substring(COOKIE.length()))
                .flatMap(cookie -> identity.owner(cookie).stream()).findFirst().orElseThrow();
    }
}
