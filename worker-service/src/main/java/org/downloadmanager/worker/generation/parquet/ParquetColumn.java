package org.downloadmanager.worker.generation.parquet;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.stream.Collectors;

import org.downloadmanager.worker.generation.sql.ColumnType;
import org.downloadmanager.worker.generation.sql.ColumnType.Shape;
import org.downloadmanager.worker.generation.sql.JsonText;
import org.downloadmanager.worker.generation.sql.ResultColumn;
import org.downloadmanager.worker.generation.sql.RowSpoolReader;
import org.downloadmanager.worker.generation.sql.ValueType;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBLogicalType;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBWritableVector;

/**
 * A column of a Parquet file: passed to DuckDB as a vector, and cast by the query to the type of the file. A type that
 * Parquet does not hold exactly is written as text.
 */
final class ParquetColumn {

    /** The most digits of a decimal in DuckDB and Parquet. */
    private static final int MAX_DIGITS = 38;
    private static final String NO_INFINITY = "a column of dates or timestamps in a Parquet file has no infinity";

    private final int index;
    private final String name;
    private final ColumnType type;

    /** @param index counted from 0 */
    ParquetColumn(ResultColumn column, int index) {
        this.index = index;
        this.name = column.name();
        this.type = column.declared();
    }

    /** Named by its position, because DuckDB does not distinguish names that differ only by case. */
    void addTo(DuckDBTableFunctionBindInfo table) throws SQLException {
        if (isExactDecimal()) {
            try (DuckDBLogicalType decimal = DuckDBLogicalType.decimal(digits(), type.scale())) {
                table.addResultColumn(vectorName(), decimal);
            }
        } else {
            table.addResultColumn(vectorName(), vectorType());
        }
    }

    /** The expression that the query selects. */
    String selected() {
        return cast() + " AS " + ColumnType.quoted(name);
    }

    void set(DuckDBWritableVector vector, long row, RowSpoolReader rows) throws Exception {
        String text = rows.text(index);
        if (text == null) {
            vector.setNull(row);
            return;
        }
        try {
            set(vector, row, rows, text);
        } catch (DateTimeException | ArithmeticException beyond) {
            throw rows.unsupported(index, "a Parquet file has no date or time as far away as that");
        }
    }

    private void set(DuckDBWritableVector vector, long row, RowSpoolReader rows, String text) throws Exception {
        switch (type.kind()) {
            case INTEGER -> vector.setLong(row, (long) rows.value(index));
            case FLOATING -> {
                if (isFloat()) {
                    vector.setFloat(row, single(text, (double) rows.value(index)));
                } else {
                    vector.setDouble(row, (double) rows.value(index));
                }
            }
            case BOOLEAN -> vector.setBoolean(row, (boolean) rows.value(index));
            case DATE -> vector.setDate(row, (LocalDate) finite(rows, LocalDate.MAX, LocalDate.MIN));
            case TIMESTAMP -> vector.setTimestamp(row,
                    (LocalDateTime) finite(rows, LocalDateTime.MAX, LocalDateTime.MIN));
            case INSTANT -> vector.setOffsetDateTime(row,
                    (OffsetDateTime) finite(rows, OffsetDateTime.MAX, OffsetDateTime.MIN));
            case DECIMAL -> setDecimal(vector, row, rows, text);
            case TIME -> {
                if (rows.value(index).equals(ValueType.NANOS_OF_DAY)) {
                    throw rows.unsupported(index, "a time in a Parquet file is before the end of the day");
                }
                vector.setString(row, text);
            }
            case JSON -> vector.setString(row, isNested() ? JsonText.withTextParts(text, type) : text);
            case CODE, TEXT -> vector.setString(row, text);
        }
    }

    private void setDecimal(DuckDBWritableVector vector, long row, RowSpoolReader rows, String text) throws Exception {
        if (!isExactDecimal()) {
            vector.setString(row, text);
        } else if (!(rows.value(index) instanceof BigDecimal number)) {
            throw rows.unsupported(index, "a column of decimals in a Parquet file has no " + text);
        } else if (number.precision() > digits()) {
            throw rows.unsupported(index, "a number in a Parquet file has at most " + MAX_DIGITS + " digits");
        } else {
            vector.setBigDecimal(row, number);
        }
    }

    private Object finite(RowSpoolReader rows, Object infinity, Object minusInfinity) throws Exception {
        Object value = rows.value(index);
        if (value.equals(infinity) || value.equals(minusInfinity)) {
            throw rows.unsupported(index, NO_INFINITY);
        }
        return value;
    }

    private DuckDBColumnType vectorType() {
        return switch (type.kind()) {
            case INTEGER -> DuckDBColumnType.BIGINT;
            case FLOATING -> isFloat() ? DuckDBColumnType.FLOAT : DuckDBColumnType.DOUBLE;
            case BOOLEAN -> DuckDBColumnType.BOOLEAN;
            case DATE -> DuckDBColumnType.DATE;
            case TIMESTAMP -> type.declaration().equals("TIMESTAMP_NS")
                    ? DuckDBColumnType.TIMESTAMP_NS
                    : DuckDBColumnType.TIMESTAMP;
            case INSTANT -> DuckDBColumnType.TIMESTAMP_WITH_TIME_ZONE;
            case TIME, CODE, DECIMAL, TEXT, JSON -> DuckDBColumnType.VARCHAR;
        };
    }

    private String cast() {
        String vector = vectorName();
        return switch (type.kind()) {
            case INTEGER, TIME -> vector + "::" + type.declaration();
            case DECIMAL -> type.declaration().equals("UBIGINT") ? vector + "::UBIGINT" : vector;
            case CODE -> switch (type.declaration()) {
                case "UUID" -> vector + "::UUID";
                case "BLOB" -> "unhex(substr(" + vector + ", 3))";
                default -> vector;
            };
            case JSON -> vector + "::JSON" + (isNested() ? "::" + parquet(type) : "");
            default -> vector;
        };
    }

    private String vectorName() {
        return "c" + index;
    }

    private boolean isFloat() {
        return type.declaration().equals("FLOAT");
    }

    private boolean isExactDecimal() {
        return type.kind() == ValueType.DECIMAL && type.precision() > 0;
    }

    /** Wide integers have up to 39 digits. */
    private int digits() {
        return Math.min(type.precision(), MAX_DIGITS);
    }

    /** Whether the file holds the value in parts, and not as JSON. */
    boolean isNested() {
        return type.shape() != Shape.SCALAR && isParted(type);
    }

    /**
     * DuckDB does not convert JSON to bytes, writes numbers of a nested document in double precision, and loses the
     * names of a union.
     */
    private static boolean isParted(ColumnType type) {
        return type.shape() != Shape.UNION && !type.isBlob() && !type.equals(ColumnType.JSON)
                && type.members().stream().allMatch(member -> isParted(member.type()));
    }

    /** The type of a nested value's parts in the file. */
    private static String parquet(ColumnType type) {
        return switch (type.shape()) {
            case LIST -> parquet(type.members().get(0).type()) + "[]";
            case MAP -> "MAP(" + parquet(type.members().get(0).type()) + ", " + parquet(type.members().get(1).type())
                    + ")";
            case STRUCT -> type.members().stream()
                    .map(member -> ColumnType.quoted(member.name()) + " " + parquet(member.type()))
                    .collect(Collectors.joining(", ", "STRUCT(", ")"));
            default -> switch (type.declaration()) {
                case "HUGEINT", "UHUGEINT" -> "DECIMAL(" + MAX_DIGITS + ", 0)";
                case "INTERVAL", "BIT", "TIME WITH TIME ZONE", "DECIMAL" -> "VARCHAR";
                case "TIMESTAMP_S", "TIMESTAMP_MS" -> "TIMESTAMP";
                default -> type.declaration();
            };
        };
    }

    /** The nearest double of a FLOAT may differ from every FLOAT. */
    private static float single(String text, double value) {
        return Double.isFinite(value) ? Float.parseFloat(text) : (float) value;
    }

    String name() {
        return name;
    }
}
