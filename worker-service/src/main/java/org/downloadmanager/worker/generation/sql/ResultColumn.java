package org.downloadmanager.worker.generation.sql;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.ZoneId;

import org.downloadmanager.catalog.Column;

/**
 * One column of the rows that are read. For one thread: it remembers the last value that it read or wrote, because the
 * same time or date often stands in many rows running.
 */
public final class ResultColumn {

    private final Column column;
    private final int index;
    private final ValueType type;
    private final int precision;
    private final int scale;
    private final ZoneId zone;

    private Object remembered;
    private String rememberedText;

    /** @param zone in which points in time are written */
    ResultColumn(Column column, int index, ValueType type, int precision, int scale, ZoneId zone) {
        this.column = column;
        this.index = index;
        this.type = type;
        this.precision = precision;
        this.scale = scale;
        this.zone = zone;
    }

    static ResultColumn of(Column column, int index, ResultSetMetaData rows, ZoneId zone) throws SQLException {
        String databaseType = rows.getColumnTypeName(index);
        ValueType type = ValueType.of(rows.getColumnType(index), databaseType);
        return type == ValueType.DECIMAL
                ? new ResultColumn(column, index, type, ValueType.precision(databaseType, rows.getPrecision(index)),
                        rows.getScale(index), zone)
                : new ResultColumn(column, index, type, 0, 0, zone);
    }

    public String name() {
        return column.name();
    }

    public String title() {
        return column.title();
    }

    public ValueType type() {
        return type;
    }

    public boolean isNumber() {
        return type.isNumber();
    }

    /** How many digits a decimal has at most; 0 when that is not known. */
    public int precision() {
        return precision;
    }

    /** How many of a decimal's digits stand behind the point. */
    public int scale() {
        return scale;
    }

    Object value(Cursor rows) throws SQLException {
        return rows.value(index, type);
    }

    String text(Cursor rows) throws SQLException {
        Object value = value(rows);
        if (value == null) {
            return null;
        }
        if (!type.isWorthRemembering()) {
            return type.text(value);
        }
        if (!value.equals(remembered)) {
            remembered = value;
            rememberedText = type.text(type.in(zone, value));
        }
        return rememberedText;
    }

    /** The value with that text, which may be null. */
    Object value(String text) {
        if (!text.equals(rememberedText)) {
            remembered = type.parse(text);
            rememberedText = text;
        }
        return remembered;
    }
}
