package org.downloadmanager.worker.generation.sql;

import java.io.IOException;

/** Writes rows in one format. */
interface RowWriter {

    /** What stands above the first row, if anything does. */
    void begin(Rows rows) throws IOException;

    void write(Rows rows) throws Exception;

    /** Everything written so far goes to the output. */
    void flush() throws IOException;
}
