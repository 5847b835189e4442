package org.downloadmanager.system;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;

/** Reads the sample data without any code of the system. */
final class SampleData {

    private static final Path DIRECTORY = Path.of("..", "local", "catalog", "data");

    private static Path allFlights;

    private SampleData() {}

    /** Every flight, in the order of the sample file, written by DuckDB itself; created once. */
    static synchronized Path allFlights() {
        if (allFlights == null) {
            allFlights = copy("SELECT date, delay, distance, origin, destination FROM flights", "csv");
        }
        return allFlights;
    }

    /** The result of a query on the tables {@code flights} and {@code airports}, written by DuckDB itself. */
    static Path copy(String query, String format) {
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = database.createStatement()) {
            Path answer = Files.createTempFile(Files.createDirectories(Path.of("target", "expected")), "", "");
            answer.toFile().deleteOnExit();
            statement.execute("CREATE VIEW flights AS FROM read_parquet('" + DIRECTORY + "/flights-3m.parquet')");
            statement.execute("CREATE VIEW airports AS FROM read_csv('" + DIRECTORY
                    + "/airports.csv', all_varchar = true, nullstr = 'NA')");
            statement.execute("COPY (" + query + ") TO '" + answer + "' (FORMAT " + format + ")");
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many flights are in the first bytes of {@link #allFlights()}. */
    static long rowsInFlights(long bytes) throws IOException {
        try (InputStream flights = new BufferedInputStream(Files.newInputStream(allFlights()))) {
            long lines = 0;
            for (long read = 0; read < bytes; read++) {
                lines += flights.read() == '\n' ? 1 : 0;
            }
            return lines - 1;
        }
    }

    static String sha256(Path file) {
        try (InputStream bytes = new DigestInputStream(Files.newInputStream(file),
                MessageDigest.getInstance("SHA-256"))) {
            MessageDigest digest = ((DigestInputStream) bytes).getMessageDigest();
            bytes.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
