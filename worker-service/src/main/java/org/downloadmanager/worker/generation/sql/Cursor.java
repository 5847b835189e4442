package org.downloadmanager.worker.generation.sql;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/** Moves over the rows that a statement gives. Columns count from 1. */
interface Cursor {

    ResultSetMetaData columns() throws SQLException;

    /** Moves to the next row; false behind the last. */
    boolean next() throws SQLException;

    /** The value of a column of that type in the present row; null for NULL. */
    Object value(int column, ValueType type) throws SQLException;
}
