package org.downloadmanager.peers.jobrunr;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.agroal.api.AgroalDataSource;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/** Listens for changes of the table and passes them on to the sockets of their owners. */
@Singleton
class Feed {

    private static final int WAIT_MILLIS = 500;

    private final AgroalDataSource database;
    private final DownloadSocket sockets;
    private final ObjectMapper json;
    private volatile boolean stopped;

    Feed(AgroalDataSource database, DownloadSocket sockets, ObjectMapper json) {
        this.database = database;
        this.sockets = sockets;
        this.json = json;
    }

    void start(@Observes StartupEvent event, PeerConfig config) {
        if (config.role() == PeerConfig.Role.API) {
            new Thread(this::run, "feed").start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    private void run() {
        while (!stopped) {
            try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
                statement.execute("LISTEN download");
                PGConnection listening = connection.unwrap(PGConnection.class);
                while (!stopped) {
                    for (PGNotification change : listening.getNotifications(WAIT_MILLIS)) {
                        sockets.tell(json.readValue(change.getParameter(), Download.class));
                    }
                }
            } catch (SQLException | IOException e) {
                Log.warn("Nothing is heard of downloads for a second", e);
                pause();
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            stopped = true;
        }
    }
}
