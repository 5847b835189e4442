package org.downloadmanager.worker.generation.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.ZoneId;
import java.util.List;

/** A PostgreSQL server. */
final class PostgresDialect implements SqlDialect {

    private static final String RECORD = "record";
    /** Of a decimal that Parquet files and DuckDB have a type for. */
    private static final int MAX_DIGITS = 38;

    @Override
    public ColumnType type(ResultSetMetaData columns, int column) throws SQLException {
        String name = name(columns, column);
        if (columns.getColumnType(column) == Types.ARRAY) {
            // One of a type that is not on the search path has another name.
            String element = name.startsWith("_") ? name.substring(1) : name;
            return switch (element) {
                // Parts that are bytes cannot be told from text in the JSON that PostgreSQL makes.
                case "bytea" -> ColumnType.list(ColumnType.VARCHAR);
                case "json", "jsonb" -> ColumnType.JSON;
                default -> ColumnType.list(scalar(element));
            };
        }
        if (columns.getColumnType(column) == Types.STRUCT || name.equals(RECORD)) {
            return ColumnType.JSON;
        }
        if (name.equals("numeric")) {
            int precision = columns.getPrecision(column);
            int scale = columns.getScale(column);
            return precision > 0 && precision <= MAX_DIGITS && scale >= 0 && scale <= precision
                    ? ColumnType.decimal(precision, scale)
                    : ColumnType.UNLIMITED_DECIMAL;
        }
        return scalar(name);
    }

    @Override
    public String typeName(ResultSetMetaData columns, int column) throws SQLException {
        String name = name(columns, column);
        // The name of a type that is not on the search path comes with its schema, and quoted.
        return isQualified(name) ? name : ColumnType.quoted(name);
    }

    /**
     * A row of no declared type is written, but cannot be read. A type of an extension that is not on the search path is
     * sorted by its own operators and compared by those of another type.
     */
    @Override
    public boolean mayBeKey(ResultSetMetaData columns, int column) throws SQLException {
        String name = name(columns, column);
        return !name.equals(RECORD) && !(isQualified(name) && columns.getColumnType(column) == Types.OTHER);
    }

    @Override
    public String selected(String column, ColumnType type) {
        return switch (type.declaration()) {
            case "BLOB" -> "'\\x' || encode(" + column + ", 'hex')";
            // Only money is written with a currency and with commas, and it is the same number.
            case "DECIMAL" -> column + "::numeric";
            case "DECIMAL[]" -> "to_json(" + column + "::numeric[])::text";
            default -> type.kind() == ValueType.JSON ? "to_json(" + column + ")::text" : column;
        };
    }

    @Override
    public String text(String column) {
        return "CAST(" + column + " AS text)";
    }

    @Override
    public String textOrder(String column) {
        return text(column) + " COLLATE \"C\"";
    }

    @Override
    public String provesText(String column, String typeName) {
        return "CAST(" + text(column) + " AS " + typeName + ") = " + column;
    }

    @Override
    public Cursor cursor(PreparedStatement statement, List<ColumnType> types, ZoneId zone) throws SQLException {
        return new PostgresCursor(statement.executeQuery(), types, zone);
    }

    /** The driver calls a column whose values come from a sequence by the name of a type that no database has. */
    private static String name(ResultSetMetaData columns, int column) throws SQLException {
        String name = columns.getColumnTypeName(column);
        return switch (name) {
            case "smallserial" -> "int2";
            case "serial" -> "int4";
            case "bigserial" -> "int8";
            default -> name;
        };
    }

    private static boolean isQualified(String name) {
        return name.startsWith("\"");
    }

    private static ColumnType scalar(String name) {
        return switch (name) {
            case "int2" -> ColumnType.of("SMALLINT");
            case "int4" -> ColumnType.of("INTEGER");
            case "int8" -> ColumnType.of("BIGINT");
            case "oid" -> ColumnType.of("UINTEGER");
            case "numeric", "money" -> ColumnType.UNLIMITED_DECIMAL;
            case "float4" -> ColumnType.of("FLOAT");
            case "float8" -> ColumnType.of("DOUBLE");
            case "bool" -> ColumnType.BOOLEAN;
            case "date" -> ColumnType.of("DATE");
            case "time" -> ColumnType.of("TIME");
            case "timetz" -> ColumnType.of("TIME WITH TIME ZONE");
            case "timestamp" -> ColumnType.of("TIMESTAMP");
            case "timestamptz" -> ColumnType.of("TIMESTAMP WITH TIME ZONE");
            case "interval" -> ColumnType.of("INTERVAL");
            case "uuid" -> ColumnType.of("UUID");
            case "bytea" -> ColumnType.of("BLOB");
            case "bit", "varbit" -> ColumnType.of("BIT");
            case "json", "jsonb" -> ColumnType.JSON;
            default -> ColumnType.VARCHAR;
        };
    }
}
