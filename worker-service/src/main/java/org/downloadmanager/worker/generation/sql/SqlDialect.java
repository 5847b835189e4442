package org.downloadmanager.worker.generation.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;

import org.duckdb.DuckDBConnection;

/** The differences between databases: names, types, values and errors. Columns are counted from 1. */
interface SqlDialect {

    static SqlDialect of(Connection connection) {
        return connection instanceof DuckDBConnection ? new DuckDbDialect() : new PostgresDialect();
    }

    /**
     * Prepares a new connection: it can only read, sees one state of the data, and gives the same text for the same value
     * on every worker.
     */
    void prepare(Connection connection) throws SQLException;

    /**
     * The type of a column.
     *
     * @throws IllegalArgumentException when no file can hold values of the type
     */
    ColumnType type(ResultSetMetaData columns, int column) throws SQLException;

    /** The exact name by which SQL casts to the type of a column. */
    String typeName(ResultSetMetaData columns, int column) throws SQLException;

    /** Whether values of the column's type are compared as they are sorted, and can be parsed from their text. */
    boolean mayBeKey(ResultSetMetaData columns, int column) throws SQLException;

    /** The expression for a column from which the cursor reads its canonical text. */
    String selected(String column, ColumnType type);

    /** The expression for a column as the database's own text. */
    String text(String column);

    /** The expression that sorts a column by the bytes of its {@link #text}. */
    String textOrder(String column);

    /** A condition that holds when the {@link #text} of a column, cast to its type, is equal to it. */
    String provesText(String column, String typeName);

    /** How many rows arrive together first. A result with no more of them is read as fast as it is counted. */
    int firstRows();

    /**
     * A connection for another statement while a cursor of this connection is open, which sees the same data. It may be
     * this connection.
     */
    Connection beside(Connection connection) throws SQLException;

    /** Starts the statement. */
    Cursor cursor(PreparedStatement statement, List<ColumnType> types, ZoneId zone) throws SQLException;
}
