package org.downloadmanager.worker.generation.sql;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Writes rows in one format. */
interface RowWriter {

    /** Writes what precedes the first row, if anything. */
    default void begin(List<ResultColumn> columns) throws IOException {}

    /** Continues after rows of another attempt, with what its {@link #flush} returned. */
    default void resume(String carry) throws IOException {}

    void write(Rows rows) throws Exception;

    /**
     * Writes everything so far to the output, except for the returned bytes, with which another attempt continues with
     * the same file. Empty where a better point follows soon.
     */
    Optional<String> flush() throws IOException;

    /** Ends the file. */
    default void finish() throws IOException {
        flush();
    }
}
