package org.downloadmanager.worker.generation.sql;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;

import org.downloadmanager.catalog.BoundQuery;
import org.downloadmanager.catalog.Column;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.catalog.Query;
import org.downloadmanager.catalog.Source;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.worker.generation.Generation;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.GenerationStoppedException;

/**
 * The rows of an export, streamed: from the first, or from behind the row where an earlier attempt left off. Checks what
 * the catalog promises about them, reports progress, and stops a running statement as soon as its generation is over.
 */
public final class Rows implements AutoCloseable {

    /** From a database that is asked over the network, so many rows are fetched at a time. */
    private static final int FETCHED_TOGETHER = 2000;
    private static final int ROWS_BETWEEN_REPORTS = 1000;

    private final Generation generation;
    private final Export export;
    private final Format format;
    private final Query query;
    private final Source source;
    private final long maximum;
    private final Connection connection;
    private final SqlDialect dialect;

    private List<ResultColumn> columns;
    private Optional<ResumeKey> key;
    private String shape;
    private Cursor rows;
    /** The text of the last row that is in the file, until that row has been found again. */
    private Optional<String> sought = Optional.empty();
    private long count;
    private OptionalLong total = OptionalLong.empty();

    private volatile Statement running;
    private volatile boolean stopped;

    private Rows(Generation generation, Source source, Connection connection) {
        this.format = Format.named(generation.format()).orElseThrow();
        this.generation = generation;
        this.export = generation.export();
        this.query = export.query().orElseThrow();
        this.source = source;
        this.maximum = export.maximumRows(format, generation.parameters());
        this.connection = connection;
        this.dialect = SqlDialect.of(connection);
    }

    /** Starts reading; {@link #next} moves to the first row. */
    public static Rows open(Generation generation, Source source, Sources sources) throws Exception {
        Connection connection;
        try {
            connection = sources.open(source);
        } catch (SQLException error) {
            throw SqlFailures.of(error, source.statementTimeout());
        }
        Rows rows = new Rows(generation, source, connection);
        try {
            generation.onStop(rows::stop);
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
        return columns;
    }

    /** Moves to the next row; false behind the last. */
    public boolean next() throws Exception {
        // Rows that are already on their way are not cancelled.
        endIfStopped();
        try {
            boolean more = rows.next();
            if (sought.isPresent()) {
                more = findLastRow(more);
            }
            if (!more) {
                checkTotal(count);
                report();
                return false;
            }
            if (count == maximum) {
                throw tooManyRows();
            }
            checkKey();
            count++;
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

    /** The canonical text of a column in the present row; null for NULL. */
    public String text(ResultColumn column) throws Exception {
        try {
            return rows.text(column.index());
        } catch (SQLException error) {
            throw ended(error);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException unreadable) {
            throw unsupportedValue(column.name(), unreadable);
        }
    }

    /** How many rows the file has with the present one. */
    public long count() {
        return count;
    }

    /** Writes all rows that are still to come, with a checkpoint wherever one is wanted. */
    void writeTo(RowWriter writer) throws Exception {
        Optional<ResumePoint> from = resumePoint();
        if (from.isPresent()) {
            writer.resume(from.get().carry());
        } else {
            writer.begin(columns);
        }
        while (next()) {
            writer.write(this);
            if (key.isPresent() && generation.wantsCheckpoint()) {
                Optional<String> carry = writer.flush();
                if (carry.isPresent()) {
                    checkpoint(carry.get());
                }
            }
        }
        writer.finish();
    }

    private void checkpoint(String carry) throws Exception {
        report();
        generation.checkpoint(new ResumePoint(count, total, shape, carry, key.orElseThrow().text(rows)).token());
    }

    private Optional<ResumePoint> resumePoint() {
        return generation.resumeToken().map(ResumePoint::of);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException broken) {
            // What was wanted of it has been read, or its failure is on its way to somebody.
        }
    }

    private void start() throws SQLException, GenerationFailedException {
        BoundQuery bound = export.bind(generation.parameters());
        describe(bound);
        Optional<ResumePoint> from = resumePoint();
        if (from.isPresent()) {
            if (!from.get().shape().equals(shape)) {
                throw changed("the export was changed");
            }
            count = from.get().rows();
            total = from.get().total();
            sought = Optional.of(from.get().key());
        } else if (query.counted()) {
            total = OptionalLong.of(count(bound));
        }
        if (total.orElse(0) > maximum) {
            throw tooManyRows();
        }
        report();
        read(bound);
    }

    /** Asks the source what it would give, before it is asked for any of it. */
    private void describe(BoundQuery bound) throws SQLException, GenerationFailedException {
        List<Column> selected = new ArrayList<>(query.columns());
        Optional<String> keyName = query.key().filter(name -> export.resumable());
        keyName.filter(name -> selected.stream().noneMatch(column -> column.name().equals(name)))
                .ifPresent(name -> selected.add(new Column(name, name)));
        String sql = "SELECT " + selected.stream().map(column -> qualified(column.name()))
                .collect(Collectors.joining(", ")) + from(bound);
        try (PreparedStatement statement = running(prepare(sql, bound.values()))) {
            ResultSetMetaData described = statement.getMetaData();
            List<ResultColumn> all = new ArrayList<>();
            for (Column column : selected) {
                all.add(new ResultColumn(column, all.size() + 1, type(described, column.name(), all.size() + 1)));
            }
            columns = List.copyOf(all.subList(0, query.columns().size()));
            key = Optional.empty();
            if (keyName.isPresent()) {
                ResultColumn column = all.stream().filter(each -> each.name().equals(keyName.get())).findFirst().get();
                key = Optional.of(new ResumeKey(column.name(), qualified(column.name()), column.declared(),
                        dialect.typeName(described, column.index()), dialect, columns.size() + 1));
            }
        }
        if (query.ordered() && key.isPresent() && !key.get().type().kind().isOrderedAlike()) {
            throw new GenerationFailedException(new Failure("unsupported-key", "The export says ordered: true, but its"
                    + " key, column " + key.get().name() + ", is no number, date or timestamp, whose order can be"
                    + " checked. Retrying will not help; contact the operator."));
        }
        String all = format + sql + columns.stream().map(ResultColumn::declared).toList() + export.csv()
                + export.zone();
        shape = UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private ColumnType type(ResultSetMetaData described, String name, int index)
            throws SQLException, GenerationFailedException {
        try {
            return dialect.type(described, index);
        } catch (IllegalArgumentException unknown) {
            throw new GenerationFailedException(new Failure("unsupported-type", "Column " + name + " is of the type "
                    + dialect.typeName(described, index) + ", which has no place in a file. Retrying will not help;"
                    + " contact the operator."), unknown);
        }
    }

    private long count(BoundQuery bound) throws SQLException {
        try (PreparedStatement statement = running(prepare("SELECT count(*)" + from(bound), bound.values()));
                ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getLong(1);
        }
    }

    private void read(BoundQuery bound) throws SQLException, GenerationFailedException {
        List<String> selected = new ArrayList<>();
        List<ColumnType> types = new ArrayList<>();
        for (ResultColumn column : columns) {
            selected.add(dialect.selected(qualified(column.name()), column.declared()));
            types.add(column.declared());
        }
        List<Object> values = new ArrayList<>(bound.values());
        StringBuilder end = new StringBuilder();
        if (key.isPresent()) {
            selected.add(dialect.selected(qualified(key.get().name()), key.get().type()));
            types.add(key.get().type());
            selected.addAll(key.get().proof());
            types.addAll(key.get().proofTypes());
            if (sought.isPresent()) {
                end.append(" WHERE ").append(key.get().from());
                values.add(sought.get());
            }
            if (!query.ordered()) {
                end.append(" ORDER BY ").append(key.get().order());
            }
        }
        // JSON has one way to write points in time, and its readers know zones.
        ZoneId zone = format == Format.JSONL || format == Format.JSONL_GZ ? ZoneOffset.UTC : export.zone();
        try {
            rows = dialect.cursor(running(prepare("SELECT " + String.join(", ", selected) + from(bound) + end, values)),
                    types, zone);
        } catch (SQLException error) {
            if (key.isPresent() && SqlFailures.isMisunderstood(error)) {
                // The source has understood the query before: what it cannot do is to compare or to parse the key.
                throw key.get().unsupported(error);
            }
            throw error;
        }
    }

    private PreparedStatement prepare(String sql, List<?> values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        int position = 0;
        for (Object value : values) {
            statement.setObject(++position, value);
        }
        statement.setFetchSize(FETCHED_TOGETHER);
        statement.setQueryTimeout((int) Math.max(1, source.statementTimeout().toSeconds()));
        return statement;
    }

    /** The one that is cancelled from now on. */
    private PreparedStatement running(PreparedStatement statement) {
        running = statement;
        endIfStopped();
        return statement;
    }

    /** The name of the query goes before it, for what is selected may have the same name as a column. */
    private String qualified(String column) {
        return "exported." + dialect.quoted(column);
    }

    /** The query on lines of its own, for it may end with a comment. */
    private static String from(BoundQuery query) {
        return " FROM (\n" + query.sql() + "\n) AS exported";
    }

    private void checkKey() throws SQLException, GenerationFailedException {
        if (key.isPresent()) {
            try {
                key.get().check(rows);
            } catch (IllegalArgumentException | DateTimeException | ArithmeticException unreadable) {
                throw unsupportedValue(key.get().name(), unreadable);
            }
        }
    }

    /** Moves over the row that an earlier attempt has written last, and which must be the first from its key on. */
    private boolean findLastRow(boolean found) throws SQLException, GenerationFailedException {
        if (found) {
            checkKey();
        }
        if (!found || !key.orElseThrow().text(rows).equals(sought.get())) {
            throw changed("the last row that is in the file is no longer where it was");
        }
        sought = Optional.empty();
        return rows.next();
    }

    private void checkTotal(long reached) throws GenerationFailedException {
        if (total.isPresent() && total.getAsLong() != reached) {
            throw changed("there were " + total.getAsLong() + " rows, and now there are "
                    + (reached > total.getAsLong() ? "more" : reached));
        }
    }

    /** A row that is still to be rendered is half done. */
    private void report() {
        long done = format.isRendered() ? count / 2 : count;
        generation.progress(total.isPresent() ? Progress.of(done, total.getAsLong()) : Progress.of(done));
    }

    private void stop() {
        stopped = true;
        Statement statement = running;
        try {
            if (statement != null) {
                statement.cancel();
            }
        } catch (SQLException noLongerRunning) {
            // Then there is nothing to cancel.
        }
    }

    private void endIfStopped() {
        if (stopped) {
            throw new GenerationStoppedException();
        }
    }

    /** A cancelled statement ends with an error as well: the generation knows whether that is why. */
    private Exception ended(SQLException error) {
        report();
        return stopped ? new GenerationStoppedException() : SqlFailures.of(error, source.statementTimeout());
    }

    private GenerationFailedException tooManyRows() {
        boolean forOneSheet = format == Format.XLSX && maximum < export.maximumRows();
        return new GenerationFailedException(forOneSheet
                ? new Failure("too-many-rows-for-one-sheet", String.format(Locale.ROOT,
                        "A sheet of Excel has room for %,d rows, and there are %s. Ask for several sheets, for another"
                                + " format, or for less.",
                        maximum, total.isPresent() ? String.format(Locale.ROOT, "%,d", total.getAsLong()) : "more"))
                : new Failure("too-many-rows", "The file would have more than the " + maximum
                        + " rows that it may have. Ask for less."));
    }

    private GenerationFailedException unsupportedValue(String column, Exception cause) {
        return new GenerationFailedException(new Failure("unsupported-value", String.format(Locale.ROOT,
                "Column %s, row %,d: the value has no place in a file. Retrying will not help; contact the operator.",
                column, count)), cause);
    }

    private static GenerationFailedException changed(String how) {
        return new GenerationFailedException(new Failure("source-changed",
                "The data changed while the file was made: " + how + ". Request it again."));
    }
}
