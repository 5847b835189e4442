package org.downloadmanager.worker.generation.sql;

import java.sql.SQLException;

/** Moves over the rows that a statement gives. Columns count from 1. */
interface Cursor {

    /** Moves to the next row; false behind the last. */
    boolean next() throws SQLException;

    /** The canonical text of a column in the present row; null for NULL. */
    String text(int column) throws SQLException;

    /** The value whose canonical text that is; null for NULL. */
    Object value(int column) throws SQLException;
}
