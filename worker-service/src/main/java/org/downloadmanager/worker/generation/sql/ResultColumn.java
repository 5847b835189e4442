package org.downloadmanager.worker.generation.sql;

import org.downloadmanager.catalog.Column;

/**
 * One column of a result. For one thread: it caches the last value, because equal times and dates often follow each other.
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

    /** The type that the source declares. */
    public ColumnType declared() {
        return declared;
    }

    public boolean isNumber() {
        return type().isNumber();
    }

    int index() {
        return index;
    }

    /** The value of a canonical text. */
    Object value(String text) {
        if (!text.equals(rememberedText)) {
            remembered = type().value(text);
            rememberedText = text;
        }
        return remembered;
    }
}
