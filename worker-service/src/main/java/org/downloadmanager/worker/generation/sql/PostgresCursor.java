package org.downloadmanager.worker.generation.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** Iterates over the rows of PostgreSQL, which returns every value as text. */
final class PostgresCursor implements Cursor {

    /** The rows of the first fetch; later fetches depend on the width of the rows. */
    static final int FIRST_ROWS = 32;

    private static final int MAX_ROWS = 2_000;
    /** The most characters of one fetch, so that the memory of a file does not grow with the width of its rows. */
    private static final long MAX_CHARACTERS = 4_000_000;

    private final ResultSet rows;
    private final List<ColumnType> types;
    private final ZoneId zone;
    private long read;
    private long characters;

    /** @param zone in which points in time are written */
    PostgresCursor(ResultSet rows, List<ColumnType> types, ZoneId zone) {
        this.rows = rows;
        this.types = types;
        this.zone = zone;
    }

    @Override
    public boolean next() throws SQLException {
        if (++read % FIRST_ROWS == 0) {
            rows.setFetchSize((int) Math.max(1, Math.min(MAX_ROWS, MAX_CHARACTERS * read / (characters + 1))));
        }
        return rows.next();
    }

    @Override
    public String text(int column) throws SQLException {
        String sourceText = rows.getString(column);
        if (sourceText == null) {
            return null;
        }
        characters += sourceText.length();
        ColumnType type = types.get(column - 1);
        String text = type.canonical(sourceText);
        return type.kind() == ValueType.INSTANT && !zone.equals(ZoneOffset.UTC)
                ? CanonicalText.of((OffsetDateTime) ValueType.INSTANT.in(zone, ValueType.INSTANT.value(text)))
                : text;
    }

    @Override
    public Object value(int column) throws SQLException {
        String sourceText = rows.getString(column);
        ColumnType type = types.get(column - 1);
        return sourceText == null ? null : type.kind().value(type.canonical(sourceText));
    }
}
