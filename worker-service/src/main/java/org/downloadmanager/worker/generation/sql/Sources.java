package org.downloadmanager.worker.generation.sql;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import org.downloadmanager.catalog.Source;
import org.downloadmanager.worker.generation.DuckDb;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

import io.quarkus.logging.Log;

/**
 * Opens read-only connections. An embedded DuckDB is opened once per source and shared by all downloads, so that they share
 * its memory limit.
 */
@Singleton
public class Sources {

    private static final String FEATURE_NOT_SUPPORTED = "0A000";

    private final Map<String, DuckDBConnection> embedded = new HashMap<>();

    /** A connection for one caller that sees one state of the data. */
    public Connection open(Source source) throws SQLException {
        Connection connection = source.url().startsWith(DuckDb.URL)
                ? embedded(source).duplicate()
                : connect(source);
        try {
            SqlDialect.of(connection).prepare(connection);
            return connection;
        } catch (SQLException refused) {
            connection.close();
            throw refused;
        }
    }

    /** Unpacking and loading the embedded database takes a second, which the first download should not wait for. */
    public void warmUp(Collection<Source> sources) {
        for (Source source : sources) {
            if (source.url().startsWith(DuckDb.URL)) {
                try (Connection connection = open(source); Statement statement = connection.createStatement()) {
                    statement.execute("SELECT 1");
                } catch (SQLException e) {
                    Log.warnf("Source not ready: source=%s, cause=%s", source.name(), e.getMessage());
                }
            }
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
            database = DuckDb.open(source.url(), source.name(), duckDbProperties(source));
            embedded.put(source.name(), database);
        }
        return database;
    }

    private static Connection connect(Source source) throws SQLException {
        // DriverManager only knows the drivers that its first caller could see.
        for (Driver driver : ServiceLoader.load(Driver.class, Sources.class.getClassLoader())) {
            if (driver.acceptsURL(source.url())) {
                return driver.connect(source.url(), properties(source));
            }
        }
        throw new SQLException("No JDBC driver for the URL of source " + source.name(), FEATURE_NOT_SUPPORTED);
    }

    private static Properties duckDbProperties(Source source) {
        Properties properties = new Properties();
        properties.put("jdbc_stream_results", "true");
        boolean inMemory = source.url().equals(DuckDb.URL) || source.url().startsWith(DuckDb.URL + ":memory:");
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
}
