package org.downloadmanager.worker.generation.sql;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;

/**
 * Iterates over the rows of an embedded DuckDB by reading its column chunks directly: the driver's result sets copy every
 * value into Java objects, which takes three times as long.
 */
final class DuckDbCursor implements Cursor {

    /** The most rows of a chunk. */
    static final int CHUNK = 2048;

    /** DuckDB's infinities of dates and timestamps are the greatest and the least value. */
    private static final LocalDate INFINITE_DATE = LocalDate.ofEpochDay(Integer.MAX_VALUE);
    private static final LocalDate MINUS_INFINITE_DATE = LocalDate.ofEpochDay(-Integer.MAX_VALUE);
    private static final Infinities MICROSECONDS = new Infinities(1_000_000);
    private static final Infinities NANOSECONDS = new Infinities(1_000_000_000);

    /**
     * Chunks end after an error as they do after the last row; only this private method of the driver reports the
     * error.
     */
    private static final Method CHECK_ERROR = checkError();

    private final List<ColumnType> types;
    private final Cell[] cells;
    private final DuckDBReadableVector[] vectors;
    private final DuckDBChunkedResult chunks;
    private long size;
    private long row;

    /**
     * @param types of its columns
     * @param zone in which points in time are written
     */
    DuckDbCursor(DuckDBPreparedStatement statement, List<ColumnType> types, ZoneId zone) throws SQLException {
        this.types = types;
        this.cells = types.stream().map(type -> new Cell(type, zone)).toArray(Cell[]::new);
        this.vectors = new DuckDBReadableVector[cells.length];
        this.chunks = statement.query();
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
    public String text(int column) throws SQLException {
        Object value = stored(column - 1);
        return value == null ? null : cells[column - 1].text(value);
    }

    @Override
    public Object value(int column) throws SQLException {
        Object value = stored(column - 1);
        ColumnType type = types.get(column - 1);
        return value instanceof String text ? type.kind().value(type.canonical(text)) : value;
    }

    /** The value as text, unless the vector has another type. */
    private Object stored(int column) throws SQLException {
        DuckDBReadableVector vector = vectors[column];
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
            case DATE -> date(vector.getLocalDate(row));
            case TIMESTAMP -> MICROSECONDS.orItself(vector.getLocalDateTime(row));
            case TIMESTAMP_NS -> NANOSECONDS.orItself(vector.getLocalDateTime(row));
            case TIMESTAMP_WITH_TIME_ZONE -> MICROSECONDS.orItself(
                    vector.getOffsetDateTime(row).withOffsetSameInstant(ZoneOffset.UTC));
            case VARCHAR -> vector.getString(row);
            default -> throw new SQLException("Not read from chunks: " + vector.getType());
        };
    }

    private static LocalDate date(LocalDate stored) {
        if (stored.equals(INFINITE_DATE)) {
            return LocalDate.MAX;
        }
        return stored.equals(MINUS_INFINITE_DATE) ? LocalDate.MIN : stored;
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

    /**
     * Writes the values of one column. Caches the last date or time, because equal ones often follow each other and
     * formatting is slow.
     */
    private static final class Cell {

        private final ColumnType type;
        private final ZoneId zone;
        private Object remembered;
        private String rememberedText;

        Cell(ColumnType type, ZoneId zone) {
            this.type = type;
            this.zone = zone;
        }

        String text(Object value) {
            if (value instanceof String text) {
                return type.canonical(text);
            }
            return switch (type.kind()) {
                case INTEGER -> Long.toString((long) value);
                case BOOLEAN -> Boolean.toString((boolean) value);
                case DECIMAL -> ((BigDecimal) value).toPlainString();
                case FLOATING -> value instanceof Float narrow
                        ? CanonicalText.of(narrow)
                        : CanonicalText.of((double) value);
                case DATE, TIMESTAMP, INSTANT -> {
                    if (!value.equals(remembered)) {
                        remembered = value;
                        rememberedText = moment(value);
                    }
                    yield rememberedText;
                }
                default -> throw new IllegalArgumentException("Not as the source has described it: " + value);
            };
        }

        private String moment(Object value) {
            return switch (type.kind()) {
                case DATE -> CanonicalText.of((LocalDate) value);
                case TIMESTAMP -> CanonicalText.of((LocalDateTime) value);
                default -> CanonicalText.of((OffsetDateTime) type.kind().in(zone, value));
            };
        }
    }

    /** The meaning of the greatest and the least 64-bit timestamp. */
    private static final class Infinities {

        private final LocalDateTime infinity;
        private final LocalDateTime minusInfinity;

        Infinities(long partsOfSecond) {
            this.infinity = since1970(Long.MAX_VALUE, partsOfSecond);
            this.minusInfinity = since1970(-Long.MAX_VALUE, partsOfSecond);
        }

        private static LocalDateTime since1970(long parts, long partsOfSecond) {
            return LocalDateTime.ofEpochSecond(Math.floorDiv(parts, partsOfSecond),
                    (int) (Math.floorMod(parts, partsOfSecond) * (1_000_000_000 / partsOfSecond)), ZoneOffset.UTC);
        }

        LocalDateTime orItself(LocalDateTime stored) {
            if (stored.equals(infinity)) {
                return LocalDateTime.MAX;
            }
            return stored.equals(minusInfinity) ? LocalDateTime.MIN : stored;
        }

        OffsetDateTime orItself(OffsetDateTime stored) {
            LocalDateTime local = stored.toLocalDateTime();
            if (local.equals(infinity)) {
                return OffsetDateTime.MAX;
            }
            return local.equals(minusInfinity) ? OffsetDateTime.MIN : stored;
        }
    }
}
