package org.downloadmanager.worker.generation.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.ZoneId;
import java.util.List;

/** The dialect of PostgreSQL. */
final class PostgresDialect implements SqlDialect {

    private static final String RECORD = "record";
    /** The most digits of a decimal in Parquet and DuckDB. */
    private static final int MAX_DIGITS = 38;

    /** One transaction for all statements; sets what the role or the server may set otherwise. */
    @Override
    public void prepare(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TIME ZONE 'UTC'; SET IntervalStyle = 'postgres'; SET bytea_output = 'hex'");
        }
    }

    @Override
    public ColumnType type(ResultSetMetaData columns, int column) throws SQLException {
        String name = name(columns, column);
        if (columns.getColumnType(column) == Types.ARRAY) {
            // A type outside the search path has a qualified name.
            String element = name.startsWith("_") ? name.substring(1) : name;
            return switch (element) {
                // In PostgreSQL's JSON, bytes cannot be distinguished from text.
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
        // The name of a type outside the search path is qualified and quoted.
        return isQualified(name) ? name : ColumnType.quoted(name);
    }

    /**
     * A value of an undeclared row type can be written but not parsed. A type of an extension outside the search path
     * is sorted by its own operators and compared by those of another type.
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
            // Only money is written with a currency and separators; its number is the same.
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
    public int firstRows() {
        return PostgresCursor.FIRST_ROWS;
    }

    /** A transaction can have several cursors. */
    @Override
    public Connection beside(Connection connection) {
        return connection;
    }

    @Override
    public Cursor cursor(PreparedStatement statement, List<ColumnType> types, ZoneId zone) throws SQLException {
        return new PostgresCursor(statement.executeQuery(), types, zone);
    }

    /** For a column with values of a sequence, the driver reports a type name that no database knows. */
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
