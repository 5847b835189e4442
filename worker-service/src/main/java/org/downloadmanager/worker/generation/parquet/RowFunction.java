package org.downloadmanager.worker.generation.parquet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.downloadmanager.worker.generation.sql.RowSpoolReader;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;

/**
 * A table function through which DuckDB reads spooled rows. Registered once, because a registration lasts as long as the
 * process; its calls are told apart by number.
 */
final class RowFunction implements DuckDBTableFunction<RowFunction.Call, RowFunction.Call, Object> {

    static final String NAME = "collected_rows";

    private final Map<Long, Call> calls = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    void register(DuckDBConnection database) throws SQLException {
        DuckDBFunctions.tableFunction().withName(NAME).withParameter(long.class).withFunction(this).register(database);
    }

    /** @param file that DuckDB writes */
    Call on(RowSpoolReader rows, List<ParquetColumn> columns, Path file) {
        Call call = new Call(numbers.incrementAndGet(), rows, columns, file);
        calls.put(call.number, call);
        return call;
    }

    @Override
    public Call bind(DuckDBTableFunctionBindInfo table) throws Exception {
        Call call = calls.get(table.getParameter(0).getLong());
        for (ParquetColumn column : call.columns) {
            column.addTo(table);
        }
        return call;
    }

    @Override
    public Call init(DuckDBTableFunctionInitInfo table) {
        table.setMaxThreads(1);
        return table.getBindData();
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo table, DuckDBDataChunkWriter chunk) throws Exception {
        Call call = table.getInitData();
        try {
            return call.fill(chunk);
        } catch (Exception failure) {
            call.failure = failure;
            throw failure;
        }
    }

    final class Call implements AutoCloseable {

        private final long number;
        private final RowSpoolReader rows;
        private final Path file;
        private final List<ParquetColumn> columns;
        private InputStream written;
        private Exception failure;

        private Call(long number, RowSpoolReader rows, List<ParquetColumn> columns, Path file) {
            this.number = number;
            this.rows = rows;
            this.file = file;
            this.columns = columns;
        }

        long number() {
            return number;
        }

        /** The written file, whose name is already removed. */
        InputStream written() {
            return written;
        }

        /** Rethrows an exception of this class, of which DuckDB reports only the message. */
        void rethrow() throws Exception {
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public void close() throws IOException {
            calls.remove(number);
            if (written != null) {
                written.close();
            }
        }

        private long fill(DuckDBDataChunkWriter chunk) throws Exception {
            if (written == null) {
                // DuckDB has opened the file by now. Without a name, it takes no space once this process ends, however it
                // ends.
                written = Files.newInputStream(file);
                Files.delete(file);
            }
            long row = 0;
            while (row < chunk.capacity() && rows.next()) {
                for (int column = 0; column < columns.size(); column++) {
                    columns.get(column).set(chunk.vector(column), row, rows);
                }
                row++;
            }
            return row;
        }
    }
}
