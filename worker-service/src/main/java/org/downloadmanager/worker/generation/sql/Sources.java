package org.downloadmanager.worker.generation.sql;

import java.nio.file.Path;
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
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

import io.quarkus.logging.Log;

/**
 * Opens connections that only read. An embedded DuckDB is opened once for each source and shared by all that runs on it,
 * so that its memory is that of one, however many downloads read from it.
 */
@Singleton
public class Sources {

    private static final String DUCKDB = "jdbc:duckdb:";
    private static final String FEATURE_NOT_SUPPORTED = "0A000";

    private final Map<String, DuckDBConnection> embedded = new HashMap<>();

    /** A connection of the caller's own, in a transaction that sees one state of the data. */
    public Connection open(Source source) throws SQLException {
        Connection connection = source.url().startsWith(DUCKDB)
                ? embedded(source).duplicate()
                : connect(source, properties(source));
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

    /** Unpacking and loading an embedded database takes a second that the first download should not wait for. */
    public void warmUp(Collection<Source> sources) {
        for (Source source : sources) {
            if (source.url().startsWith(DUCKDB)) {
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
            database = connect(source, duckDbProperties(source)).unwrap(DuckDBConnection.class);
            embedded.put(source.name(), database);
        }
        return database;
    }

    private static Connection connect(Source source, Properties properties) throws SQLException {
        // DriverManager knows only what the first thread that ever asked it could see.
        for (Driver driver : ServiceLoader.load(Driver.class, Sources.class.getClassLoader())) {
            if (driver.acceptsURL(source.url())) {
                return driver.connect(source.url(), properties);
            }
        }
        throw new SQLException("No JDBC driver for the URL of source " + source.name(), FEATURE_NOT_SUPPORTED);
    }

    private static Properties duckDbProperties(Source source) {
        Properties properties = new Properties();
        properties.put("jdbc_stream_results", "true");
        // Beyond this it spills to disk; its own default is most of the machine's memory.
        properties.put("memory_limit", "512MB");
        properties.put("temp_directory", spillDirectory(source));
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

    /** Exists only while something is spilled. Its own for each process: they would use the same names in it. */
    private static String spillDirectory(Source source) {
        return Path.of(System.getProperty("java.io.tmpdir"),
                "duckdb-" + ProcessHandle.current().pid() + "-" + source.name()).toString();
    }
}
