package org.downloadmanager.worker.generation.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import org.downloadmanager.catalog.Source;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/**
 * Opens connections that only read. An embedded DuckDB is opened once for each source and shared by all that runs on it,
 * so that its memory is that of one, however many downloads read from it.
 */
@Singleton
public class Sources {

    private static final String DUCKDB = "jdbc:duckdb:";

    private final Map<String, DuckDBConnection> embedded = new HashMap<>();

    /** A connection of the caller's own, in a transaction that sees one state of the data. */
    public Connection open(Source source) throws SQLException {
        Connection connection = source.url().startsWith(DUCKDB)
                ? embedded(source).duplicate()
                : DriverManager.getConnection(source.url(), properties(source));
        try {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            if (!(connection instanceof DuckDBConnection)) {
                connection.setReadOnly(true);
            }
            return connection;
        } catch (SQLException refused) {
            connection.close();
            throw refused;
        }
    }

    @PreDestroy
    public synchronized void close() throws SQLException {
        for (DuckDBConnection database : embedded.values()) {
            database.close();
        }
        embedded.clear();
    }

    private synchronized DuckDBConnection embedded(Source source) throws SQLException {
        DuckDBConnection database = embedded.get(source.name());
        if (database == null) {
            database = DriverManager.getConnection(source.url(), duckDbProperties(source))
                    .unwrap(DuckDBConnection.class);
            embedded.put(source.name(), database);
        }
        return database;
    }

    private static Properties duckDbProperties(Source source) {
        Properties properties = new Properties();
        properties.put("jdbc_stream_results", "true");
        // Beyond this it spills to disk; its own default is most of the machine's memory.
        properties.put("memory_limit", "512MB");
        properties.put("temp_directory", spillDirectory());
        // It would fetch what a query needs and it lacks from the internet.
        properties.put("autoinstall_known_extensions", "false");
        boolean inMemory = source.url().equals(DUCKDB) || source.url().startsWith(DUCKDB + ":memory:");
        if (!inMemory) {
            properties.put(DuckDBDriver.DUCKDB_READONLY_PROPERTY, "true");
        }
        properties.putAll(properties(source));
        return properties;
    }

    private static Properties properties(Source source) {
        Properties properties = new Properties();
        source.user().ifPresent(user -> properties.put("user", user));
        source.password().ifPresent(password -> properties.put("password", password));
        properties.putAll(source.properties());
        return properties;
    }

    private static String spillDirectory() {
        try {
            return Files.createTempDirectory("downloads-duckdb").toString();
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
