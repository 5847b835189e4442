package org.downloadmanager.worker.generation.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.catalog.Source;
import org.downloadmanager.downloads.FailureCode;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.worker.generation.Generation;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.GenerationStoppedException;

/**
 * Streams the rows of an export, from the first or from the checkpoint of an earlier attempt on. Checks what the catalog
 * promises about them, reports progress, and stops a running statement as soon as its generation is over.
 */
public final class Rows implements AutoCloseable {

    private static final int ROWS_BETWEEN_REPORTS = 1000;

    private final Generation generation;
    private final Export export;
    private final Format format;
    private final Source source;
    private final long maximum;
    private final Connection connection;
    private final RowQuery query;

    /** What another attempt must find unchanged. */
    private String shape;
    private Cursor rows;
    /** The key of the last row in the file, until that row has been found again. */
    private Optional<String> sought = Optional.empty();
    private long count;
    private OptionalLong total = OptionalLong.empty();
    /** The source must not count rows, or the total is known. */
    private boolean isCounted;

    private Rows(Generation generation, Source source, Connection connection) {
        this.format = generation.format();
        this.generation = generation;
        this.export = generation.export();
        this.source = source;
        this.maximum = export.maximumRows(format, generation.parameters());
        this.connection = connection;
        this.query = new RowQuery(export, export.bind(generation.parameters()), source, connection);
    }

    /** Starts reading; {@link #next} moves to the first row. */
    public static Rows open(Generation generation, Source source, Sources sources) throws Exception {
        FileShape.requireParameters(generation);
        Connection connection;
        try {
            connection = sources.open(source);
        } catch (SQLException error) {
            throw SqlFailures.of(error, source.statementTimeout());
        }
        Rows rows = new Rows(generation, source, connection);
        try {
            generation.onStop(rows.query::stop);
            rows.start();
            return rows;
        } catch (SQLException error) {
            rows.close();
            throw rows.ended(error);
        } catch (Exception failure) {
            rows.close();
            throw failure;
        }
    }

    /** The columns of the file. */
    public List<ResultColumn> columns() {
        return query.columns();
    }

    /** Moves to the next row; false after the last. */
    public boolean next() throws Exception {
        if (query.isStopped()) {
            // Cancelling a statement does not stop rows that were already fetched.
            throw new GenerationStoppedException();
        }
        try {
            boolean more = rows.next();
            if (sought.isPresent()) {
                more = findLastRow(more);
            }
            if (!more) {
                end();
                return false;
            }
            if (count == maximum) {
                countOnce();
                throw tooManyRows();
            }
            checkKey();
            count++;
            if (count > query.uncountedRows()) {
                countOnce();
            }
            if (total.isPresent() && count > total.getAsLong()) {
                checkTotal(count);
            }
            if (count % ROWS_BETWEEN_REPORTS == 0) {
                report();
            }
            return true;
        } catch (SQLException error) {
            throw ended(error);
        }
    }

    /** The canonical text of a column in the current row; null for NULL. */
    public String text(ResultColumn column) throws Exception {
        try {
            return rows.text(column.index());
        } catch (SQLException error) {
            throw ended(error);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException unreadable) {
            throw unsupportedValue(column.name(), count, unreadable);
        }
    }

    /** How many rows the file has, the current one included. */
    public long count() {
        return count;
    }

    /** Writes all remaining rows, with a checkpoint wherever one is wanted. */
    void writeTo(RowWriter writer) throws Exception {
        Optional<ResumePoint> from = resumePoint();
        if (from.isPresent()) {
            writer.resume(from.get().carry());
        } else {
            writer.begin(columns());
        }
        while (next()) {
            writer.write(this);
            if (query.key().isPresent() && generation.wantsCheckpoint()) {
                Optional<String> carry = writer.flush();
                if (carry.isPresent()) {
                    checkpoint(carry.get(), query.key().get());
                }
            }
        }
        writer.finish();
    }

    private void checkpoint(String carry, ResumeKey key) throws Exception {
        // The next attempt must find as many rows.
        countOnce();
        report();
        generation.checkpoint(new ResumePoint(count, total, shape, carry, key.text(rows)).token());
    }

    private Optional<ResumePoint> resumePoint() {
        return generation.resumeToken().map(ResumePoint::of);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException broken) {
            // The result was read, or its failure is already reported.
        }
    }

    private void start() throws SQLException, GenerationFailedException {
        query.describe(export.resumable());
        shape = FileShape.of(generation) + "/" + FileShape.digest(query.types());
        Optional<ResumePoint> from = resumePoint();
        if (from.isPresent()) {
            if (!from.get().shape().equals(shape)) {
                throw FileShape.changed();
            }
            count = from.get().rows();
            total = from.get().total();
            sought = from.map(ResumePoint::key);
        }
        isCounted = total.isPresent() || !export.query().orElseThrow().counted();
        report();
        // JSON has one notation of points in time, and its readers know zones.
        ZoneId zone = format == Format.JSONL || format == Format.JSONL_GZ ? ZoneOffset.UTC : export.zone();
        rows = query.read(sought, zone);
    }

    private void checkKey() throws SQLException, GenerationFailedException {
        if (query.key().isPresent()) {
            ResumeKey key = query.key().get();
            try {
                key.check(rows);
            } catch (IllegalArgumentException | DateTimeException | ArithmeticException unreadable) {
                throw unsupportedValue(key.name(), count + 1, unreadable);
            }
        }
    }

    /** Skips the last row that an earlier attempt has written; it must be the first row from its key on. */
    private boolean findLastRow(boolean found) throws SQLException, GenerationFailedException {
        if (found) {
            checkKey();
        }
        if (!found || !query.key().orElseThrow().text(rows).equals(sought.orElseThrow())) {
            throw changed("the last row that is in the file is no longer where it was");
        }
        sought = Optional.empty();
        return rows.next();
    }

    /** Beside the rows, so that a small file is read without a second statement. */
    private void countOnce() throws SQLException, GenerationFailedException {
        if (!isCounted) {
            isCounted = true;
            total = OptionalLong.of(query.count());
            if (total.getAsLong() > maximum) {
                throw tooManyRows();
            }
            report();
        }
    }

    private void end() throws GenerationFailedException {
        if (isCounted) {
            checkTotal(count);
        } else {
            total = OptionalLong.of(count);
        }
        report();
    }

    private void checkTotal(long reached) throws GenerationFailedException {
        if (total.isPresent() && total.getAsLong() != reached) {
            throw changed("there were " + total.getAsLong() + " rows, and now there are "
                    + (reached > total.getAsLong() ? "more" : reached));
        }
    }

    /** A row that will be rendered counts half. */
    private void report() {
        long done = format.isRendered() ? count / 2 : count;
        generation.progress(total.isPresent() ? Progress.of(done, total.getAsLong()) : Progress.of(done));
    }

    private Exception ended(SQLException error) {
        report();
        return query.isStopped()
                ? new GenerationStoppedException()
                : SqlFailures.of(error, source.statementTimeout());
    }

    private GenerationFailedException tooManyRows() {
        boolean forOneSheet = format == Format.XLSX && maximum < export.maximumRows();
        return new GenerationFailedException(forOneSheet
                ? FailureCode.TOO_MANY_ROWS_FOR_ONE_SHEET.because(String.format(Locale.ROOT,
                        "A sheet of Excel has room for %,d rows, and there are %s. Request several sheets, another"
                                + " format, or fewer rows.",
                        maximum, total.isPresent() ? String.format(Locale.ROOT, "%,d", total.getAsLong()) : "more"))
                : FailureCode.TOO_MANY_ROWS.because("The file would have more than the " + maximum
                        + " rows that it may have. Request fewer rows."));
    }

    private static GenerationFailedException unsupportedValue(String column, long row, Exception cause) {
        return new GenerationFailedException(FailureCode.UNSUPPORTED_VALUE.because(String.format(Locale.ROOT,
                "Column %s, row %,d: the value has no place in a file. Retrying will not help; contact the operator.",
                column, row)), cause);
    }

    private static GenerationFailedException changed(String how) {
        return FileShape.changed("The data changed while the file was generated: " + how);
    }
}
