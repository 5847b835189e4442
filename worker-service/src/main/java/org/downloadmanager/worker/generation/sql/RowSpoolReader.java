package org.downloadmanager.worker.generation.sql;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.downloadmanager.catalog.Column;
import org.downloadmanager.downloads.FailureCode;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.worker.generation.Generation;
import org.downloadmanager.worker.generation.GenerationFailedException;

/**
 * Reads the spooled rows of an export for rendering. Reports progress, and ends the rendering when its generation is over
 * or is to be handed over: the next attempt finds the same rows.
 */
public final class RowSpoolReader implements Closeable {

    private static final String COLLECTED = "collected ";
    private static final int BUFFER = 128 * 1024;
    private static final int ROWS_BETWEEN_REPORTS = 1000;

    private final Generation generation;
    private final long count;
    private final DataInputStream material;
    private final List<ResultColumn> columns;
    private final String[] texts;
    private long read;

    RowSpoolReader(Generation generation, long count, InputStream material) throws IOException {
        this.generation = generation;
        this.count = count;
        this.material = new DataInputStream(new BufferedInputStream(material, BUFFER));
        List<ResultColumn> described = new ArrayList<>();
        for (Column column : generation.export().query().orElseThrow().columns()) {
            described.add(new ResultColumn(column, described.size() + 1,
                    ColumnType.of(readText(this.material.readInt()))));
        }
        this.columns = List.copyOf(described);
        this.texts = new String[columns.size()];
    }

    /** The token of a checkpoint after which that many rows only have to be rendered. */
    static String token(long count, Generation generation) {
        return COLLECTED + count + " " + FileShape.of(generation);
    }

    /**
     * The number of rows, if the token is of that kind.
     *
     * @throws GenerationFailedException when they are the rows of another file
     */
    static Optional<Long> count(String token, Generation generation) throws GenerationFailedException {
        if (!token.startsWith(COLLECTED)) {
            return Optional.empty();
        }
        String[] parts = token.substring(COLLECTED.length()).split(" ");
        if (!parts[1].equals(FileShape.of(generation))) {
            throw FileShape.changed();
        }
        return Optional.of(Long.valueOf(parts[0]));
    }

    public List<ResultColumn> columns() {
        return columns;
    }

    /** The number of all rows. */
    public long count() {
        return count;
    }

    /** The number of the current row, counted from 1. */
    public long read() {
        return read;
    }

    /** Moves to the next row; false after the last. */
    public boolean next() throws IOException {
        if (read % ROWS_BETWEEN_REPORTS == 0 || read == count) {
            // Spooling was the first half of the progress.
            generation.progress(Progress.of((count + read) / 2, count));
            stayOrHandOver();
        }
        if (read == count) {
            return false;
        }
        for (int i = 0; i < texts.length; i++) {
            int length = material.readInt();
            texts[i] = length == RowSpoolWriter.NULL ? null : readText(length);
        }
        read++;
        return true;
    }

    /** For renderers that work for long without moving to another row. */
    public void stayOrHandOver() throws IOException {
        if (generation.wantsCheckpoint()) {
            generation.checkpoint(token(count, generation));
        }
    }

    /** The text of a column, counted from 0, in the current row; null for NULL. */
    public String text(int column) {
        return texts[column];
    }

    /** The value of a column, counted from 0, in the current row; null for NULL. */
    public Object value(int column) {
        return texts[column] == null ? null : columns.get(column).value(texts[column]);
    }

    /**
     * The failure for a value of the current row that the format cannot hold.
     *
     * @param column counted from 0
     * @param why continues the message after the column and the row
     */
    public GenerationFailedException unsupported(int column, String why) {
        return new GenerationFailedException(FailureCode.UNSUPPORTED_VALUE.because(String.format(Locale.ROOT,
                "Column %s, row %,d: %s. Choose another format.", columns.get(column).name(), read, why)));
    }

    @Override
    public void close() throws IOException {
        material.close();
    }

    private String readText(int length) throws IOException {
        byte[] utf8 = material.readNBytes(length);
        if (utf8.length < length) {
            throw new EOFException("A text ends before its end");
        }
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
