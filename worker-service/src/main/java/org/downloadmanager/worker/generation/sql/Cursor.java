package org.downloadmanager.worker.generation.sql;

import java.sql.SQLException;

/** Iterates over the rows of a statement. Columns are counted from 1. */
interface Cursor {

    /** Moves to the next row; false after the last. */
    boolean next() throws SQLException;

    /** The canonical text of a column in the current row; null for NULL. */
    String text(int column) throws SQLException;

    /** The value of a column in the current row; null for NULL. */
    Object value(int column) throws SQLException;
}
