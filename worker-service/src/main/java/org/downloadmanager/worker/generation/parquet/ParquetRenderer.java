package org.downloadmanager.worker.generation.parquet;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import org.downloadmanager.catalog.Format;
import org.downloadmanager.downloads.FailureCode;
import org.downloadmanager.worker.generation.DuckDb;
import org.downloadmanager.worker.generation.Generation;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.Scratch;
import org.downloadmanager.worker.generation.sql.ResultColumn;
import org.downloadmanager.worker.generation.sql.RowRenderer;
import org.downloadmanager.worker.generation.sql.RowSpoolReader;
import org.downloadmanager.worker.generation.sql.SqlFailures;
import org.duckdb.DuckDBConnection;

/**
 * Writes Parquet with an embedded DuckDB, a bounded number of rows at a time. All files of a worker share one database, so
 * that they share its memory limit.
 */
@Singleton
public class ParquetRenderer implements RowRenderer {

    /** The rows that each file buffers in memory. */
    private static final String ROW_GROUP = "ROW_GROUP_SIZE 65536, ROW_GROUP_SIZE_BYTES '32MB'";
    private static final int BUFFER = 128 * 1024;

    private final RowFunction rowFunction = new RowFunction();
    private DuckDBConnection database;

    @Override
    public Format format() {
        return Format.PARQUET;
    }

    @Override
    public void render(Generation generation, RowSpoolReader rows, OutputStream output) throws Exception {
        List<ParquetColumn> columns = new ArrayList<>();
        for (ResultColumn column : rows.columns()) {
            columns.add(new ParquetColumn(column, columns.size()));
        }
        Path file = Files.createTempFile(Scratch.directory(), "download", ".parquet");
        try (Connection connection = database().duplicate();
                Statement statement = connection.createStatement();
                RowFunction.Call call = rowFunction.on(rows, columns, file)) {
            generation.onStop(() -> cancel(statement));
            try {
                statement.execute("COPY (SELECT "
                        + columns.stream().map(ParquetColumn::selected).collect(Collectors.joining(", ")) + " FROM "
                        + RowFunction.NAME + "(" + call.number() + ")) TO '" + file.toString().replace("'", "''")
                        + "' (FORMAT parquet, COMPRESSION zstd, " + ROW_GROUP + ", USE_TMP_FILE false)");
            } catch (SQLException error) {
                call.rethrow();
                throw SqlFailures.isAboutValues(error) ? unsupported(columns, error) : error;
            }
            copy(call.written(), rows, output);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @PreDestroy
    public synchronized void close() throws SQLException {
        if (database != null) {
            database.close();
            database = null;
        }
    }

    private synchronized DuckDBConnection database() throws SQLException {
        if (database == null) {
            // On one thread, the caller's, rows keep their order, and row groups can be bounded by bytes.
            DuckDBConnection opened = DuckDb.open(DuckDb.URL, ".parquet",
                    Map.of("threads", "1", "preserve_insertion_order", "false"));
            rowFunction.register(opened);
            database = opened;
        }
        return database;
    }

    /** Values of scalar types were checked before DuckDB sees them. */
    private static GenerationFailedException unsupported(List<ParquetColumn> columns, SQLException error) {
        String nested = columns.stream().filter(ParquetColumn::isNested).map(ParquetColumn::name)
                .collect(Collectors.joining(" or "));
        return new GenerationFailedException(FailureCode.UNSUPPORTED_VALUE.because("Column " + nested
                + ": a part of a nested value has no place in a Parquet file. Choose another format."), error);
    }

    private static void copy(InputStream file, RowSpoolReader rows, OutputStream output) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int read = file.read(buffer); read >= 0; read = file.read(buffer)) {
            output.write(buffer, 0, read);
            rows.stayOrHandOver();
        }
    }

    private static void cancel(Statement statement) {
        try {
            statement.cancel();
        } catch (SQLException noLongerRunning) {
            // Without a running statement there is nothing to cancel.
        }
    }
}
