package org.downloadmanager.worker.generation.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
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
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;

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

    private Cursor rows;
    private List<ResultColumn> columns;
    private Optional<ResultColumn> keyColumn = Optional.empty();
    private Object key;
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
            if (!rows.next()) {
                report();
                return false;
            }
            if (count == maximum) {
                throw tooManyRows();
            }
            if (keyColumn.isPresent()) {
                moveKey(keyColumn.get().value(rows));
            }
            count++;
            if (count % ROWS_BETWEEN_REPORTS == 0) {
                report();
            }
            return true;
        } catch (SQLException error) {
            throw ended(error);
        }
    }

    /** The text of a column in the present row; null for NULL. */
    public String text(ResultColumn column) throws Exception {
        try {
            return column.text(rows);
        } catch (SQLException error) {
            throw ended(error);
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
            if (export.resumable() && generation.wantsCheckpoint()) {
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
        ValueType keyType = keyColumn.orElseThrow().type();
        generation.checkpoint(new ResumePoint(count, total, keyType, carry, keyType.text(key)).token());
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
        Optional<ResumePoint> from = resumePoint();
        if (from.isPresent()) {
            count = from.get().rows();
            total = from.get().total();
            key = from.get().keyType().parse(from.get().key());
        } else if (query.counted()) {
            total = OptionalLong.of(count(bound));
        }
        if (total.orElse(0) > maximum) {
            throw tooManyRows();
        }
        report();
        read(bound);
    }

    private long count(BoundQuery bound) throws SQLException {
        try (PreparedStatement statement = running(prepare("SELECT count(*)" + from(bound), bound.values()));
                ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getLong(1);
        }
    }

    private void read(BoundQuery bound) throws SQLException, GenerationFailedException {
        List<Column> selected = new ArrayList<>(query.columns());
        Optional<String> keyName = query.key().filter(name -> export.resumable());
        keyName.filter(name -> selected.stream().noneMatch(column -> column.name().equals(name)))
                .ifPresent(name -> selected.add(new Column(name, name)));
        List<Object> values = new ArrayList<>(bound.values());
        String quote = connection.getMetaData().getIdentifierQuoteString();
        StringBuilder sql = new StringBuilder("SELECT ")
                .append(selected.stream().map(column -> quote + column.name() + quote)
                        .collect(Collectors.joining(", ")))
                .append(from(bound));
        if (key != null) {
            sql.append(" WHERE ").append(quote).append(keyName.orElseThrow()).append(quote).append(" > ?");
            values.add(key);
        }
        if (export.resumable() && !query.ordered()) {
            sql.append(" ORDER BY ").append(quote).append(keyName.orElseThrow()).append(quote);
        }

        rows = cursor(sql.toString(), values);
        ResultSetMetaData description = rows.columns();
        // JSON has one way to write points in time, and whoever reads it knows zones.
        ZoneId zone = format == Format.JSONL || format == Format.JSONL_GZ ? ZoneOffset.UTC : export.zone();
        List<ResultColumn> read = new ArrayList<>();
        for (Column column : selected) {
            read.add(ResultColumn.of(column, read.size() + 1, description, zone));
        }
        columns = List.copyOf(read.subList(0, query.columns().size()));
        keyColumn = keyName.map(name -> read.stream().filter(column -> column.name().equals(name)).findFirst().get());
        if (query.ordered() && keyColumn.filter(column -> !column.type().isOrderedAlike()).isPresent()) {
            throw broken("says ordered: true, but only numbers, dates and timestamps can be checked to be");
        }
    }

    private Cursor cursor(String sql, List<Object> values) throws SQLException {
        PreparedStatement statement = prepare(sql, values);
        if (connection instanceof DuckDBConnection) {
            // What its parameters are may change the types of a statement's columns after it is prepared.
            ResultSetMetaData described = values.isEmpty() ? statement.getMetaData() : described(sql, values);
            if (DuckDbCursor.reads(described)) {
                return new DuckDbCursor(running(statement).unwrap(DuckDBPreparedStatement.class), described);
            }
        }
        return new JdbcCursor(running(statement).executeQuery());
    }

    private ResultSetMetaData described(String sql, List<Object> values) throws SQLException {
        try (PreparedStatement statement = running(prepare(sql + " LIMIT 0", values));
                ResultSet nothing = statement.executeQuery()) {
            return nothing.getMetaData();
        }
    }

    private PreparedStatement prepare(String sql, List<Object> values) throws SQLException {
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

    /** The query on lines of its own, for it may end with a comment. */
    private static String from(BoundQuery query) {
        return " FROM (\n" + query.sql() + "\n) AS exported";
    }

    @SuppressWarnings("unchecked")
    private void moveKey(Object next) throws GenerationFailedException {
        if (next == null) {
            throw broken("has a row without a key");
        }
        if (next.equals(key)) {
            throw broken("has two rows with the same key");
        }
        if (key != null && keyColumn.get().type().isOrderedAlike() && ((Comparable<Object>) next).compareTo(key) < 0) {
            throw broken("has a row whose key is less than that of the row before");
        }
        key = next;
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

    private GenerationFailedException broken(String promise) {
        return new GenerationFailedException(new Failure("source-unordered", "The rows do not come in an order in which"
                + " a file can be made reliably. This will not mend itself: please tell whoever runs this service."),
                new IllegalStateException(
                        "Export " + export.name() + ", key " + query.key().orElse("") + ": " + promise));
    }
}
