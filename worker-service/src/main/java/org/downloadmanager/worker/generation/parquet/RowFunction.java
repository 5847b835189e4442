package org.downloadmanager.worker.generation.parquet;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.downloadmanager.worker.generation.sql.CollectedRows;
import org.downloadmanager.worker.generation.sql.ResultColumn;
import org.downloadmanager.worker.generation.sql.ValueType;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBLogicalType;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBWritableVector;

/**
 * Shows collected rows to DuckDB as a table. Registered once for all calls, which it tells apart by their numbers: what is
 * registered stays as long as the process.
 */
final class RowFunction implements DuckDBTableFunction<RowFunction.Call, RowFunction.Call, Object> {

    static final String NAME = "collected_rows";

    /** The most digits of a decimal that DuckDB has room for. */
    private static final int MOST_DIGITS = 38;

    private final Map<Long, Call> calls = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    void register(DuckDBConnection database) throws SQLException {
        DuckDBFunctions.tableFunction().withName(NAME).withParameter(long.class).withFunction(this).register(database);
    }

    /** @param file that DuckDB writes the rows to */
    Call on(CollectedRows rows, Path file) {
        Call call = new Call(numbers.incrementAndGet(), rows, file);
        calls.put(call.number, call);
        return call;
    }

    @Override
    public Call bind(DuckDBTableFunctionBindInfo table) throws Exception {
        Call call = calls.get(table.getParameter(0).getLong());
        for (ResultColumn column : call.rows.columns()) {
            if (isExactDecimal(column)) {
                try (DuckDBLogicalType decimal = DuckDBLogicalType.decimal(column.precision(), column.scale())) {
                    table.addResultColumn(column.name(), decimal);
                }
            } else {
                table.addResultColumn(column.name(), type(column.type()));
            }
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

    private static boolean isExactDecimal(ResultColumn column) {
        return column.type() == ValueType.DECIMAL && 0 < column.precision() && column.precision() <= MOST_DIGITS
                && 0 <= column.scale() && column.scale() <= column.precision();
    }

    private static DuckDBColumnType type(ValueType type) {
        return switch (type) {
            case INTEGER -> DuckDBColumnType.BIGINT;
            case FLOATING -> DuckDBColumnType.DOUBLE;
            case BOOLEAN -> DuckDBColumnType.BOOLEAN;
            case DATE -> DuckDBColumnType.DATE;
            case TIMESTAMP -> DuckDBColumnType.TIMESTAMP;
            case INSTANT -> DuckDBColumnType.TIMESTAMP_WITH_TIME_ZONE;
            // Those that no vector takes are cast by the query; decimals of any number of digits stay text.
            case TIME, IDENTIFIER, DECIMAL, TEXT -> DuckDBColumnType.VARCHAR;
        };
    }

    final class Call implements AutoCloseable {

        private final long number;
        private final CollectedRows rows;
        private final Path file;
        private final List<ResultColumn> columns;
        private InputStream written;
        private Exception failure;

        private Call(long number, CollectedRows rows, Path file) {
            this.number = number;
            this.rows = rows;
            this.file = file;
            this.columns = rows.columns();
        }

        long number() {
            return number;
        }

        /** What DuckDB wrote, whose file has no name any more. */
        InputStream written() {
            return written;
        }

        /** DuckDB only tells in words of what went wrong here. */
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
                // DuckDB has opened it by now. Without a name it takes no room once this process is gone, however.
                written = Files.newInputStream(file);
                Files.delete(file);
            }
            long row = 0;
            while (row < chunk.capacity() && rows.next()) {
                for (int column = 0; column < columns.size(); column++) {
                    set(chunk.vector(column), row, columns.get(column), rows.value(column), rows.text(column));
                }
                row++;
            }
            return row;
        }

        private static void set(DuckDBWritableVector vector, long row, ResultColumn column, Object value, String text) {
            if (value == null) {
                vector.setNull(row);
                return;
            }
            switch (column.type()) {
                case INTEGER -> vector.setLong(row, (long) value);
                case FLOATING -> vector.setDouble(row, (double) value);
                case BOOLEAN -> vector.setBoolean(row, (boolean) value);
                case DATE -> vector.setDate(row, (LocalDate) value);
                case TIMESTAMP -> vector.setTimestamp(row, (LocalDateTime) value);
                case INSTANT -> vector.setOffsetDateTime(row, (OffsetDateTime) value);
                case DECIMAL -> {
                    if (isExactDecimal(column)) {
                        vector.setBigDecimal(row, (BigDecimal) value);
                    } else {
                        vector.setString(row, text);
                    }
                }
                default -> vector.setString(row, text);
            }
        }
    }
}
