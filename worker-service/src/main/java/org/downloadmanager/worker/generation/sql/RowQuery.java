package org.downloadmanager.worker.generation.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.downloadmanager.catalog.BoundQuery;
import org.downloadmanager.catalog.Column;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Query;
import org.downloadmanager.catalog.Source;
import org.downloadmanager.downloads.FailureCode;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.GenerationStoppedException;

/**
 * The query of an export on its source: the description of its columns, its row count, and its rows. Another thread can
 * cancel the running statement.
 */
final class RowQuery {

    private final Query query;
    private final Source source;
    private final Connection connection;
    private final SqlDialect dialect;
    private final BoundQuery bound;

    /** The number of columns of the query. */
    private int width;
    private List<ResultColumn> columns;
    private final List<String> expressions = new ArrayList<>();
    private Optional<ResumeKey> key = Optional.empty();

    private volatile Statement running;
    private volatile boolean stopped;

    RowQuery(Export export, BoundQuery bound, Source source, Connection connection) {
        this.query = export.query().orElseThrow();
        this.bound = bound;
        this.source = source;
        this.connection = connection;
        this.dialect = SqlDialect.of(connection);
    }

    /**
     * Asks the source for the columns before any row is read.
     *
     * @param resumable whether the file can be resumed after the key
     */
    void describe(boolean resumable) throws SQLException, GenerationFailedException {
        try (PreparedStatement statement = running(prepare(connection, bound.sql(), bound.values()))) {
            ResultSetMetaData given = statement.getMetaData();
            width = given.getColumnCount();
            List<ResultColumn> described = new ArrayList<>();
            for (Column column : query.columns()) {
                int position = position(given, column.name());
                ColumnType type = type(given, column.name(), position);
                expressions.add(dialect.selected(expression(position), type));
                described.add(new ResultColumn(column, described.size() + 1, type));
            }
            columns = List.copyOf(described);
            if (resumable) {
                String name = query.key().orElseThrow();
                int position = position(given, name);
                key = Optional.of(new ResumeKey(name, expression(position), type(given, name, position),
                        dialect.typeName(given, position), dialect, columns.size() + 1));
                if (!dialect.mayBeKey(given, position)) {
                    throw key.get().unsupported(null);
                }
            }
        }
        if (query.ordered() && key.isPresent()) {
            key.get().requireOrder();
        }
    }

    /** The columns of the file. */
    List<ResultColumn> columns() {
        return columns;
    }

    /** Empty when the file cannot be resumed. */
    Optional<ResumeKey> key() {
        return key;
    }

    /** The declared types of the columns that are read. */
    String types() {
        return columns.stream().map(ResultColumn::declared).toList() + " " + key.map(ResumeKey::type);
    }

    /** How many rows are read without a count. */
    int uncountedRows() {
        return dialect.firstRows();
    }

    /** Counts all rows, also while they are read. */
    long count() throws SQLException {
        Statement reading = running;
        Connection beside = dialect.beside(connection);
        try (PreparedStatement statement = running(prepare(beside, "SELECT count(*)" + from(), bound.values()));
                ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getLong(1);
        } finally {
            running = reading;
            if (beside != connection) {
                beside.close();
            }
        }
    }

    /**
     * Starts reading.
     *
     * @param from the text of the key of the first wanted row
     * @param zone in which points in time are written
     */
    Cursor read(Optional<String> from, ZoneId zone) throws SQLException, GenerationFailedException {
        List<String> selected = new ArrayList<>(expressions);
        List<ColumnType> types = new ArrayList<>(columns.stream().map(ResultColumn::declared).toList());
        List<String> values = new ArrayList<>(bound.values());
        StringBuilder end = new StringBuilder();
        if (key.isPresent()) {
            selected.addAll(key.get().selected());
            types.addAll(key.get().selectedTypes());
            if (from.isPresent()) {
                end.append(" WHERE ").append(key.get().from());
                values.add(from.get());
            }
            if (!query.ordered()) {
                end.append(" ORDER BY ").append(key.get().order());
            }
        }
        try {
            return dialect.cursor(
                    running(prepare(connection, "SELECT " + String.join(", ", selected) + from() + end, values)),
                    types, zone);
        } catch (SQLException error) {
            if (key.isPresent() && SqlFailures.isAboutTypes(error)) {
                // The source has accepted the query before, so only comparing or parsing the key can fail.
                throw key.get().unsupported(error);
            }
            throw error;
        }
    }

    /** For another thread, possibly more than once. */
    void stop() {
        stopped = true;
        Statement statement = running;
        try {
            if (statement != null) {
                statement.cancel();
            }
        } catch (SQLException noLongerRunning) {
            // Without a running statement there is nothing to cancel.
        }
    }

    /** Whether an error of the statement is due to its cancellation. */
    boolean isStopped() {
        return stopped;
    }

    private ColumnType type(ResultSetMetaData described, String name, int index)
            throws SQLException, GenerationFailedException {
        try {
            return dialect.type(described, index);
        } catch (IllegalArgumentException unknown) {
            throw new GenerationFailedException(FailureCode.UNSUPPORTED_TYPE.because("Column " + name
                    + " is of the type "
                    + dialect.typeName(described, index) + ", which has no place in a file. Retrying will not help;"
                    + " contact the operator."), unknown);
        }
    }

    /**
     * The position of a column in the query. A name that does not match exactly may differ by case, which databases
     * change in unquoted names.
     */
    private static int position(ResultSetMetaData given, String name) throws SQLException, GenerationFailedException {
        List<Integer> exact = new ArrayList<>();
        List<Integer> alike = new ArrayList<>();
        for (int i = 1; i <= given.getColumnCount(); i++) {
            if (given.getColumnLabel(i).equals(name)) {
                exact.add(i);
            } else if (given.getColumnLabel(i).equalsIgnoreCase(name)) {
                alike.add(i);
            }
        }
        List<Integer> found = exact.isEmpty() ? alike : exact;
        if (found.size() != 1) {
            throw new GenerationFailedException(FailureCode.UNKNOWN_COLUMN.because("The query of the export gives "
                    + (found.isEmpty() ? "no column " : "more than one column ") + name
                    + ". Retrying will not help; contact the operator."));
        }
        return found.get(0);
    }

    private PreparedStatement prepare(Connection on, String sql, List<String> values) throws SQLException {
        PreparedStatement statement = on.prepareStatement(sql);
        int position = 0;
        for (String value : values) {
            statement.setString(++position, value);
        }
        statement.setFetchSize(PostgresCursor.FIRST_ROWS);
        statement.setQueryTimeout((int) Math.max(1, source.statementTimeout().toSeconds()));
        return statement;
    }

    /** Registers the statement that is cancelled from now on. */
    private PreparedStatement running(PreparedStatement statement) {
        running = statement;
        if (stopped) {
            throw new GenerationStoppedException();
        }
        return statement;
    }

    /**
     * The query on lines of its own, because it may end with a comment. Its columns get other names, because DuckDB
     * does not distinguish names that differ only by case.
     */
    private String from() {
        return IntStream.rangeClosed(1, width).mapToObj(RowQuery::name)
                .collect(Collectors.joining(", ", " FROM (\n" + bound.sql() + "\n) AS exported(", ")"));
    }

    private static String expression(int position) {
        return "exported." + name(position);
    }

    private static String name(int position) {
        return "c" + position;
    }
}
