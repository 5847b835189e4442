package org.downloadmanager.worker.generation.sql;

import org.downloadmanager.catalog.Column;

/**
 * One column of the rows that are read. For one thread: it remembers the last value that it was asked for, because the same
 * time or date often stands in many rows running.
 */
public final class ResultColumn {

    private final Column column;
    private final int index;
    private final ColumnType declared;

    private Object remembered;
    private String rememberedText;

    /** @param index counted from 1 */
    ResultColumn(Column column, int index, ColumnType declared) {
        this.column = column;
        this.index = index;
        this.declared = declared;
    }

    public String name() {
        return column.name();
    }

    public String title() {
        return column.title();
    }

    public ValueType type() {
        return declared.kind();
    }

    /** As the source declares it. */
    public ColumnType declared() {
        return declared;
    }

    public boolean isNumber() {
        return type().isNumber();
    }

    int index() {
        return index;
    }

    /** The value with that canonical text. */
    Object value(String text) {
        if (!text.equals(rememberedText)) {
            remembered = type().value(text);
            rememberedText = text;
        }
        return remembered;
    }
}
