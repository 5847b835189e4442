package org.downloadmanager.worker.generation.sql;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

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
        return rows.next();
    }

    @Override
    public Object value(int column, ValueType type) throws SQLException {
        return type.value(rows, column);
    }
}
