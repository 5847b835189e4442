package org.downloadmanager.worker.generation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

import io.quarkus.logging.Log;

/** The embedded database: bounded in memory, away from the internet, and without leavings on disk. */
public final class DuckDb {

    /** What the URLs of its databases begin with. */
    public static final String URL = "jdbc:duckdb:";

    private static final Path MAPPED_FILES = Path.of("/proc/self/maps");
    private static final String LIBRARY = "/libduckdb_java";

    private DuckDb() {}

    /**
     * Opens a database.
     *
     * @param name of a directory for what exceeds its memory, not shared with another database
     * @param more settings of DuckDB, which go before those that are usual here
     */
    public static DuckDBConnection open(String url, String name, Map<?, ?> more) throws SQLException {
        Properties properties = new Properties();
        // Beyond this it spills to disk; its own default is most of the machine's memory.
        properties.put("memory_limit", "512MB");
        // Exists only while something is spilled.
        properties.put("temp_directory", Scratch.directory().resolve("duckdb-" + name).toString());
        // It would fetch what a query needs and it lacks from the internet.
        properties.put("autoinstall_known_extensions", "false");
        properties.putAll(more);
        DuckDBConnection opened = new DuckDBDriver().connect(url, properties).unwrap(DuckDBConnection.class);
        removeUnpackedLibrary();
        try (Statement statement = opened.createStatement()) {
            // Not that of the machine: every worker must give the same text for the same point in time.
            statement.execute("SET GLOBAL TimeZone = 'UTC'");
        }
        return opened;
    }

    /**
     * The driver unpacks its library, 60 MB, and removes it when the process ends, which one that is killed never comes
     * to. What is loaded needs its file no more, so it goes at once. Where the system does not tell what is loaded, it
     * stays.
     */
    private static void removeUnpackedLibrary() {
        if (!Files.exists(MAPPED_FILES)) {
            return;
        }
        try (Stream<String> mapped = Files.lines(MAPPED_FILES)) {
            for (String file : mapped.filter(line -> line.contains(LIBRARY) && line.endsWith(".so"))
                    .map(line -> line.substring(line.indexOf('/'))).distinct().toList()) {
                Files.deleteIfExists(Path.of(file));
            }
        } catch (IOException | UncheckedIOException e) {
            Log.debugf("The library of DuckDB stays where it was unpacked: cause=%s", e);
        }
    }
}
