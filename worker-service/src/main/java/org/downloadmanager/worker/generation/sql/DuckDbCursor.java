package org.downloadmanager.worker.generation.sql;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Set;

import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;

/**
 * Over the rows of an embedded DuckDB, whose chunks of columns are read where they are: its driver's result sets copy every
 * value into objects of Java first, which takes three times as long.
 */
final class DuckDbCursor implements Cursor {

    /** That a chunk gives as a result set does. */
    private static final Set<String> TYPES = Set.of("BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT",
            "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "DECIMAL", "FLOAT", "DOUBLE", "DATE", "VARCHAR",
            "JSON", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE");

    /** Chunks end at an error as they do behind the last row, and only this, which the driver keeps to itself, tells. */
    private static final Method CHECK_ERROR = checkError();

    private final ResultSetMetaData columns;
    private final DuckDBChunkedResult chunks;
    private final DuckDBReadableVector[] vectors;
    private long size;
    private long row;

    /** @param columns of the statement, all of which it {@link #reads} */
    DuckDbCursor(DuckDBPreparedStatement statement, ResultSetMetaData columns) throws SQLException {
        this.columns = columns;
        this.vectors = new DuckDBReadableVector[columns.getColumnCount()];
        this.chunks = statement.query();
    }

    static boolean reads(ResultSetMetaData columns) throws SQLException {
        for (int column = 1; column <= columns.getColumnCount(); column++) {
            if (!TYPES.contains(columns.getColumnTypeName(column).replaceFirst("\\([0-9,]+\\)$", ""))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public ResultSetMetaData columns() {
        return columns;
    }

    @Override
    public boolean next() throws SQLException {
        row++;
        while (row >= size) {
            if (!chunks.nextChunk()) {
                throwError();
                return false;
            }
            DuckDBDataChunkReader chunk = chunks.chunk();
            for (int column = 0; column < vectors.length; column++) {
                vectors[column] = chunk.vector(column);
            }
            size = chunk.rowCount();
            row = 0;
        }
        return true;
    }

    @Override
    public Object value(int column, ValueType type) throws SQLException {
        DuckDBReadableVector vector = vectors[column - 1];
        if (vector.isNull(row)) {
            return null;
        }
        return switch (vector.getType()) {
            case BOOLEAN -> vector.getBoolean(row);
            case TINYINT -> (long) vector.getByte(row);
            case SMALLINT -> (long) vector.getShort(row);
            case INTEGER -> (long) vector.getInt(row);
            case BIGINT -> vector.getLong(row);
            case UTINYINT -> (long) vector.getUint8(row);
            case USMALLINT -> (long) vector.getUint16(row);
            case UINTEGER -> vector.getUint32(row);
            case UBIGINT -> new BigDecimal(vector.getUint64(row));
            case HUGEINT -> new BigDecimal(vector.getHugeInt(row));
            case UHUGEINT -> new BigDecimal(vector.getUHugeInt(row));
            case DECIMAL -> vector.getBigDecimal(row);
            case FLOAT -> vector.getFloat(row);
            case DOUBLE -> vector.getDouble(row);
            case DATE -> vector.getLocalDate(row);
            case TIMESTAMP, TIMESTAMP_S, TIMESTAMP_MS, TIMESTAMP_NS -> vector.getLocalDateTime(row);
            case TIMESTAMP_WITH_TIME_ZONE -> vector.getOffsetDateTime(row).withOffsetSameInstant(ZoneOffset.UTC);
            case VARCHAR -> vector.getString(row);
            default -> throw new SQLException("Not read from chunks: " + vector.getType());
        };
    }

    private void throwError() throws SQLException {
        try {
            CHECK_ERROR.invoke(chunks);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof SQLException error) {
                throw error;
            }
            throw new IllegalStateException(thrown.getCause());
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Method checkError() {
        try {
            Method method = DuckDBChunkedResult.class.getDeclaredMethod("checkError");
            method.setAccessible(true);
            return method;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("This driver of DuckDB hides whether rows are missing", e);
        }
    }
}
