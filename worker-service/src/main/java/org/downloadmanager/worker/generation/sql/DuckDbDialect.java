package org.downloadmanager.worker.generation.sql;

import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

import org.downloadmanager.worker.generation.sql.ColumnType.Shape;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;

/** The dialect of the embedded DuckDB. */
final class DuckDbDialect implements SqlDialect {

    /**
     * {@link org.downloadmanager.worker.generation.DuckDb} has set everything when it opened the database. A transaction
     * would cost two statements for nothing: no process can change a database that is open here, and none isolates files.
     */
    @Override
    public void prepare(Connection connection) {}

    @Override
    public ColumnType type(ResultSetMetaData columns, int column) throws SQLException {
        return ColumnType.of(typeName(columns, column));
    }

    @Override
    public String typeName(ResultSetMetaData columns, int column) throws SQLException {
        return columns.getColumnTypeName(column);
    }

    /** The driver does not report the values of an enumeration, and the text of a union does not contain its member. */
    @Override
    public boolean mayBeKey(ResultSetMetaData columns, int column) throws SQLException {
        String name = typeName(columns, column);
        return !name.equals("VARIANT") && !name.startsWith("ENUM") && !name.startsWith("UNION");
    }

    @Override
    public String selected(String column, ColumnType type) {
        if (type.shape() != Shape.SCALAR) {
            return "CASE WHEN " + column + " IS NOT NULL THEN to_json(CAST(" + column + " AS " + ofTexts(type)
                    + "))::VARCHAR END";
        }
        return switch (type.declaration()) {
            case "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
                    "HUGEINT", "UHUGEINT", "FLOAT", "DOUBLE", "DATE", "TIMESTAMP", "TIMESTAMP_NS",
                    "TIMESTAMP WITH TIME ZONE" ->
                column;
            // Types without a vector are widened to one with a vector.
            case "TIMESTAMP_S", "TIMESTAMP_MS" -> column + "::TIMESTAMP";
            case "BLOB" -> "'\\x' || lower(hex(" + column + "))";
            case "VARIANT" -> "CASE WHEN " + column + " IS NOT NULL THEN " + column + "::JSON::VARCHAR END";
            default -> type.kind() == ValueType.DECIMAL && type.precision() > 0 ? column : text(column);
        };
    }

    @Override
    public String text(String column) {
        return "CAST(" + column + " AS VARCHAR)";
    }

    @Override
    public String textOrder(String column) {
        return text(column) + " COLLATE \"binary\"";
    }

    @Override
    public String provesText(String column, String typeName) {
        return "TRY_CAST(" + text(column) + " AS " + typeName + ") = " + column;
    }

    @Override
    public int firstRows() {
        return DuckDbCursor.CHUNK;
    }

    /** A connection drops its open result when it runs another statement. */
    @Override
    public Connection beside(Connection connection) throws SQLException {
        return connection.unwrap(DuckDBConnection.class).duplicate();
    }

    @Override
    public Cursor cursor(PreparedStatement statement, List<ColumnType> types, ZoneId zone) throws SQLException {
        return new DuckDbCursor(statement.unwrap(DuckDBPreparedStatement.class), types, zone);
    }

    /** The bytes of a BLOB, from DuckDB's text with an escape for each byte that is not printable ASCII. */
    static String hexadecimal(String escaped) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) == '\\') {
                bytes.write(Integer.parseInt(escaped, i + 2, i + 4, 16));
                i += 3;
            } else {
                bytes.write(escaped.charAt(i));
            }
        }
        return "\\x" + HexFormat.of().formatHex(bytes.toByteArray());
    }

    /**
     * The same structure with text for every part, because DuckDB converts most types to JSON in double precision or
     * without a way back.
     */
    private static String ofTexts(ColumnType type) {
        return switch (type.shape()) {
            case SCALAR -> "VARCHAR";
            case LIST -> ofTexts(type.members().get(0).type()) + "[]";
            case MAP -> "MAP(VARCHAR, " + ofTexts(type.members().get(1).type()) + ")";
            case STRUCT, UNION -> type.members().stream()
                    .map(member -> ColumnType.quoted(member.name()) + " " + ofTexts(member.type()))
                    .collect(Collectors.joining(", ", type.shape() + "(", ")"));
        };
    }
}
