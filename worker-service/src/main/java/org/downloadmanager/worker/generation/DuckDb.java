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

/** Opens embedded DuckDB databases: bounded in memory, without internet access, and without files left behind. */
public final class DuckDb {

    /** The prefix of DuckDB URLs. */
    public static final String URL = "jdbc:duckdb:";

    private static final Path MAPPED_FILES = Path.of("/proc/self/maps");
    private static final String LIBRARY = "/libduckdb_java";

    private DuckDb() {}

    /**
     * Opens a database.
     *
     * @param name of a directory for spilled data, not shared with another database
     * @param more settings of DuckDB, which override the settings here
     */
    public static DuckDBConnection open(String url, String name, Map<?, ?> more) throws SQLException {
        Properties properties = new Properties();
        // Beyond this it spills to disk; its default is most of the machine's memory.
        properties.put("memory_limit", "512MB");
        // Exists only while data is spilled.
        properties.put("temp_directory", Scratch.directory().resolve("duckdb-" + name).toString());
        // DuckDB would download missing extensions.
        properties.put("autoinstall_known_extensions", "false");
        properties.putAll(more);
        DuckDBConnection opened = new DuckDBDriver().connect(url, properties).unwrap(DuckDBConnection.class);
        removeUnpackedLibrary();
        try (Statement statement = opened.createStatement()) {
            // Not the machine's zone: every worker must give the same text for the same point in time.
            statement.execute("SET GLOBAL TimeZone = 'UTC'");
        }
        return opened;
    }

    /**
     * The driver unpacks its library, 60 MB, and removes it when the process ends; a killed process leaves it behind. A
     * loaded library does not need its file, so the file is removed at once. Where the system does not list loaded
     * files, it stays.
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
