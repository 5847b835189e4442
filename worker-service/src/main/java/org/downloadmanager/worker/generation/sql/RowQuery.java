package org.downloadmanager.worker.generation.sql;

import java.nio.charset.StandardCharsets;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

import org.downloadmanager.catalog.BoundQuery;
import org.downloadmanager.catalog.Column;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Query;
import org.downloadmanager.catalog.Source;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.GenerationStoppedException;

/**
 * The query of an export as its source runs it: what the source says about its columns, how many rows it gives, and the rows
 * themselves. A running statement is cancelled by another thread.
 */
final class RowQuery {

    /** From a database that is asked over the network, so many rows are fetched at a time. */
    private static final int FETCHED_TOGETHER = 2000;

    private final Query query;
    private final Source source;
    private final Connection connection;
    private final SqlDialect dialect;
    private final BoundQuery bound;
    private final List<Column> selected;

    private List<ResultColumn> columns;
    private Optional<ResumeKey> key = Optional.empty();

    private volatile Statement running;
    private volatile boolean stopped;

    RowQuery(Export export, BoundQuery bound, Source source, Connection connection) {
        this.query = export.query().orElseThrow();
        this.bound = bound;
        this.source = source;
        this.connection = connection;
        this.dialect = SqlDialect.of(connection);
        this.selected = new ArrayList<>(query.columns());
        if (export.resumable()) {
            query.key().filter(name -> selected.stream().noneMatch(column -> column.name().equals(name)))
                    .ifPresent(name -> selected.add(new Column(name, name)));
        }
    }

    /** Asks the source what it would give, before it is asked for any of it. */
    void describe(boolean resumable) throws SQLException, GenerationFailedException {
        try (PreparedStatement statement = running(prepare(plain(), bound.values()))) {
            ResultSetMetaData described = statement.getMetaData();
            List<ResultColumn> all = new ArrayList<>();
            for (Column column : selected) {
                all.add(new ResultColumn(column, all.size() + 1, type(described, column.name(), all.size() + 1)));
            }
            columns = List.copyOf(all.subList(0, query.columns().size()));
            if (resumable) {
                ResultColumn column = all.stream().filter(each -> each.name().equals(query.key().orElseThrow()))
                        .findFirst().orElseThrow();
                key = Optional.of(new ResumeKey(column.name(), qualified(column.name()), column.declared(),
                        dialect.typeName(described, column.index()), dialect, columns.size() + 1));
            }
        } catch (SQLException error) {
            if (SqlFailures.isMisunderstood(error)) {
                checkNames();
            }
            throw error;
        }
        if (query.ordered() && key.isPresent()) {
            key.get().requireOrder();
        }
    }

    /** Those of the file. */
    List<ResultColumn> columns() {
        return columns;
    }

    /** Empty when the file cannot be resumed. */
    Optional<ResumeKey> key() {
        return key;
    }

    /** The same for two queries that give the same columns in the same way. */
    String shape() {
        String all = plain() + columns.stream().map(ResultColumn::declared).toList();
        return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
    }

    long count() throws SQLException {
        try (PreparedStatement statement = running(prepare("SELECT count(*)" + from(), bound.values()));
                ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getLong(1);
        }
    }

    /**
     * Starts to read.
     *
     * @param from the text of the key of the first row that is wanted
     * @param zone in which points in time are written
     */
    Cursor read(Optional<String> from, ZoneId zone) throws SQLException, GenerationFailedException {
        List<String> expressions = new ArrayList<>();
        List<ColumnType> types = new ArrayList<>();
        for (ResultColumn column : columns) {
            expressions.add(dialect.selected(qualified(column.name()), column.declared()));
            types.add(column.declared());
        }
        List<String> values = new ArrayList<>(bound.values());
        StringBuilder end = new StringBuilder();
        if (key.isPresent()) {
            expressions.addAll(key.get().selected());
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
            return dialect.cursor(running(prepare("SELECT " + String.join(", ", expressions) + from() + end, values)),
                    types, zone);
        } catch (SQLException error) {
            if (key.isPresent() && SqlFailures.isMisunderstood(error)) {
                // The source has understood the query before: what it cannot do is to compare or to parse the key.
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
            // Then there is nothing to cancel.
        }
    }

    /** A cancelled statement ends with an error as well, and this tells whether that is why. */
    boolean isStopped() {
        return stopped;
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

    /** Finds out whether it was a name of the catalog that the source did not understand, or the query itself. */
    private void checkNames() throws SQLException, GenerationFailedException {
        connection.rollback();
        Set<String> given = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        try (PreparedStatement statement = running(prepare("SELECT *" + from(), bound.values()))) {
            ResultSetMetaData described = statement.getMetaData();
            for (int i = 1; i <= described.getColumnCount(); i++) {
                given.add(described.getColumnLabel(i));
            }
        } catch (SQLException error) {
            return;
        }
        for (Column column : selected) {
            if (!given.contains(column.name())) {
                throw new GenerationFailedException(new Failure("unknown-column", "The query of the export gives no"
                        + " column " + column.name() + ". Retrying will not help; contact the operator."));
            }
        }
    }

    private PreparedStatement prepare(String sql, List<String> values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        int position = 0;
        for (String value : values) {
            statement.setString(++position, value);
        }
        statement.setFetchSize(FETCHED_TOGETHER);
        statement.setQueryTimeout((int) Math.max(1, source.statementTimeout().toSeconds()));
        return statement;
    }

    /** The one that is cancelled from now on. */
    private PreparedStatement running(PreparedStatement statement) {
        running = statement;
        if (stopped) {
            throw new GenerationStoppedException();
        }
        return statement;
    }

    private String plain() {
        return "SELECT " + selected.stream().map(column -> qualified(column.name())).collect(Collectors.joining(", "))
                + from();
    }

    /** The query on lines of its own, for it may end with a comment. */
    private String from() {
        return " FROM (\n" + bound.sql() + "\n) AS exported";
    }

    /** The name of the query goes before it, because what is selected may have the same name as a column. */
    private static String qualified(String column) {
        return "exported." + ColumnType.quoted(column);
    }
}
