package org.downloadmanager.worker.generation.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;

import org.duckdb.DuckDBConnection;

/** What a database has of its own: how it names, describes and gives values. Columns count from 1. */
interface SqlDialect {

    static SqlDialect of(Connection connection) {
        return connection instanceof DuckDBConnection ? new DuckDbDialect() : new PostgresDialect();
    }

    /**
     * The type of a column.
     *
     * @throws IllegalArgumentException when values of the type have no place in any file
     */
    ColumnType type(ResultSetMetaData columns, int column) throws SQLException;

    /** The name by which SQL casts to the type of a column, exactly. */
    String typeName(ResultSetMetaData columns, int column) throws SQLException;

    /** Whether values of the type of a column are compared as they are sorted, and can be read from their text. */
    boolean mayBeKey(ResultSetMetaData columns, int column) throws SQLException;

    /** An expression of which the cursor can tell the canonical text of a column. */
    String selected(String column, ColumnType type);

    /** An expression that gives a column as the text that the database itself writes. */
    String text(String column);

    /** An expression that sorts a column by the bytes of its {@link #text}. */
    String textOrder(String column);

    /** A condition that holds when the {@link #text} of a column, cast to its type, is equal to it. */
    String provesText(String column, String typeName);

    /** Starts the statement. */
    Cursor cursor(PreparedStatement statement, List<ColumnType> types, ZoneId zone) throws SQLException;
}
