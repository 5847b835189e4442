package org.downloadmanager.peers.jobrunr;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.StartupEvent;

/** The table of downloads; its trigger notifies of every change. */
@ApplicationScoped
class Downloads {

    private static final String NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    private final AgroalDataSource database;

    Downloads(AgroalDataSource database) {
        this.database = database;
    }

    void create(@Observes StartupEvent event) throws SQLException, IOException {
        try (InputStream schema = Downloads.class.getResourceAsStream("/schema.sql");
                Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // Another process may be creating the table at the same time.
            statement.execute("SELECT pg_advisory_xact_lock(1)");
            statement.execute(new String(schema.readAllBytes(), StandardCharsets.UTF_8));
            connection.commit();
        }
    }

    void insert(UUID id, UUID owner, String export, long rows, long duration) throws SQLException {
        query("INSERT INTO download (id, owner, export, rows, duration, state, version, attempt, done)"
                + " VALUES (?, ?, ?, ?, ?, 'PENDING', " + NOW + ", 0, 0) RETURNING *", id, owner, export, rows,
                duration);
    }

    Download start(UUID id, String worker) throws SQLException {
        return query("UPDATE download SET state = 'PROCESSING', worker = ?, attempt = attempt + 1, done = 0, version = "
                + NOW + " WHERE id = ? RETURNING *", worker, id).get(0);
    }

    void advance(UUID id, long done) throws SQLException {
        query("UPDATE download SET done = ?, version = " + NOW + " WHERE id = ? RETURNING *", done, id);
    }

    void finish(UUID id, long bytes, String sha256) throws SQLException {
        query("UPDATE download SET state = 'READY', done = rows, bytes = ?, sha256 = ?, version = " + NOW
                + " WHERE id = ? RETURNING *", bytes, sha256, id);
    }

    void fail(UUID id) throws SQLException {
        query("UPDATE download SET state = 'ERROR', version = " + NOW + " WHERE id = ? RETURNING *", id);
    }

    Optional<Download> find(UUID id, UUID owner) throws SQLException {
        return query("SELECT * FROM download WHERE id = ? AND owner = ?", id, owner).stream().findFirst();
    }

    List<Download> of(UUID owner) throws SQLException {
        return query("SELECT * FROM download WHERE owner = ? ORDER BY version DESC LIMIT 20", owner);
    }

    private List<Download> query(String sql, Object... parameters) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<Download> downloads = new ArrayList<>();
                while (rows.next()) {
                    downloads.add(new Download(rows.getObject("id", UUID.class), rows.getObject("owner", UUID.class),
                            rows.getString("export"), rows.getLong("rows"), rows.getLong("duration"),
                            Download.State.valueOf(rows.getString("state")), rows.getLong("version"),
                            rows.getInt("attempt"), rows.getString("worker"), rows.getLong("done"),
                            rows.getLong("bytes"), rows.getString("sha256")));
                }
                return downloads;
            }
        }
    }
}
