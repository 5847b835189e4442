package org.downloadmanager.worker.generation.sql;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Writes rows in one format. */
interface RowWriter {

    /** What stands above the first row, if anything does. */
    default void begin(List<ResultColumn> columns) throws IOException {}

    /** Goes on after rows that another attempt has written, with what its {@link #flush} answered. */
    default void resume(String carry) throws IOException {}

    void write(Rows rows) throws Exception;

    /**
     * Everything written so far goes to the output, but for what the answer has in it: with that another attempt goes on
     * with the same bytes. Empty where it had better not, because soon there will be a better place.
     */
    Optional<String> flush() throws IOException;

    /** Nothing more is written. */
    default void finish() throws IOException {
        flush();
    }
}
