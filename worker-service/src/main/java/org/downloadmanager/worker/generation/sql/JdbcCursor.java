package org.downloadmanager.worker.generation.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

import org.duckdb.DuckDBResultSet;

/** Over the rows of any database. */
final class JdbcCursor implements Cursor {

    private final ResultSet rows;

    JdbcCursor(ResultSet rows) {
        this.rows = rows;
    }

    @Override
    public ResultSetMetaData columns() throws SQLException {
        return rows.getMetaData();
    }

    @Override
    public boolean next() throws SQLException {
        boolean another = rows.next();
        if (!another && rows instanceof DuckDBResultSet) {
            failAfterError();
        }
        return another;
    }

    @Override
    public Object value(int column, ValueType type) throws SQLException {
        return type.value(rows, column);
    }

    /**
     * Rows of DuckDB end at an error as they do behind the last. What it was nobody can tell any more, but its transaction
     * runs no other statement.
     */
    private void failAfterError() throws SQLException {
        try (PreparedStatement other = rows.getStatement().getConnection().prepareStatement("SELECT 1")) {
            other.execute();
        }
    }
}
