package org.downloadmanager.worker.generation.sql;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

import org.downloadmanager.catalog.Column;

/** One column of the rows that are read. For one thread: it remembers the last text it made. */
public final class ResultColumn {

    private final Column column;
    private final int index;
    private final ValueType type;

    private Object remembered;
    private String rememberedText;

    private ResultColumn(Column column, int index, ValueType type) {
        this.column = column;
        this.index = index;
        this.type = type;
    }

    static ResultColumn of(Column column, int index, ResultSetMetaData rows) throws SQLException {
        return new ResultColumn(column, index, ValueType.of(rows.getColumnType(index), rows.getColumnTypeName(index)));
    }

    public String name() {
        return column.name();
    }

    public String title() {
        return column.title();
    }

    public boolean isNumber() {
        return type.isNumber();
    }

    ValueType type() {
        return type;
    }

    Object value(ResultSet rows) throws SQLException {
        return type.value(rows, index);
    }

    String text(ResultSet rows) throws SQLException {
        if (!type.isWorthRemembering()) {
            return type.text(rows, index);
        }
        Object value = type.value(rows, index);
        if (value == null) {
            return null;
        }
        if (!value.equals(remembered)) {
            remembered = value;
            rememberedText = type.text(value);
        }
        return rememberedText;
    }
}
