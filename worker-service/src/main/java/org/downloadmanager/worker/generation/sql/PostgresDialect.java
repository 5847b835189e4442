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
        String name = columns.getColumnTypeName(column);
        if (columns.getColumnType(column) == Types.ARRAY) {
            // One of a type that is not on the search path has another name.
            String element = name.startsWith("_") ? name.substring(1) : name;
            // Parts that are bytes cannot be told from text in the JSON that PostgreSQL makes.
            return ColumnType.list(element.equals("bytea") ? ColumnType.VARCHAR : scalar(element));
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
        String name = columns.getColumnTypeName(column);
        // The name of a type that is not on the search path comes with its schema, and quoted.
        return name.startsWith("\"") ? name : ColumnType.quoted(name);
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
    public String provesText(String column, String typeName) {
        // It writes a row of no declared type, but does not read one.
        return typeName.equals(ColumnType.quoted(RECORD))
                ? "FALSE"
                : "CAST(" + text(column) + " AS " + typeName + ") = " + column;
    }

    @Override
    public Cursor cursor(PreparedStatement statement, List<ColumnType> types, ZoneId zone) throws SQLException {
        return new PostgresCursor(statement.executeQuery(), types, zone);
    }

    private static ColumnType scalar(String name) {
        return switch (name) {
            case "int2" -> ColumnType.of("SMALLINT");
            case "int4", "serial" -> ColumnType.of("INTEGER");
            case "int8", "bigserial" -> ColumnType.of("BIGINT");
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
