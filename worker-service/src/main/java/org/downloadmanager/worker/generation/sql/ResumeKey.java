package org.downloadmanager.worker.generation.sql;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

import org.downloadmanager.downloads.FailureCode;
import org.downloadmanager.worker.generation.GenerationFailedException;

/**
 * The column after whose last value another attempt resumes. A checkpoint holds the value as a text that a cast to the
 * column's type turns back into exactly that value. The digits of a number are such a text. For every other type the source
 * writes the text itself, and every row proves that the text parses to an equal value; a column for which that fails is
 * refused at the first row.
 * <p>Another attempt reads from the last written row on, and checks that it is still the first: so a value that is compared
 * in another way than it is sorted is detected, and so is a removed row.
 */
final class ResumeKey {

    private final String name;
    private final String column;
    private final ColumnType type;
    private final String typeName;
    private final SqlDialect dialect;
    /** The position of the value; the text and its proof, if any, are the next two. */
    private final int index;
    private final boolean writtenBySource;

    /** The value of the previous row, or its text where Java does not know the order of the type. */
    private Object last;

    /**
     * @param column its SQL expression
     * @param typeName by which the source casts to its type
     * @param index the position of the first of {@link #selected}
     */
    ResumeKey(String name, String column, ColumnType type, String typeName, SqlDialect dialect, int index) {
        this.name = name;
        this.column = column;
        this.type = type;
        this.typeName = typeName;
        this.dialect = dialect;
        this.index = index;
        boolean digits = type.kind() == ValueType.INTEGER || type.kind() == ValueType.DECIMAL;
        this.writtenBySource = !digits || !dialect.selected(column, type).equals(column);
    }

    String name() {
        return name;
    }

    ColumnType type() {
        return type;
    }

    /** The selected expressions: the value, and what proves its text. */
    List<String> selected() {
        String value = dialect.selected(column, type);
        return writtenBySource
                ? List.of(value, dialect.text(column), dialect.provesText(column, typeName))
                : List.of(value);
    }

    List<ColumnType> selectedTypes() {
        return writtenBySource ? List.of(type, ColumnType.VARCHAR, ColumnType.BOOLEAN) : List.of(type);
    }

    /** Refuses a type whose order cannot be checked. */
    void requireOrder() throws GenerationFailedException {
        if (!type.kind().isOrderedAlike()) {
            throw new GenerationFailedException(
                    FailureCode.UNSUPPORTED_KEY.because("The export says ordered: true, but its"
                            + " key, column " + name + ", is no number, date or timestamp, whose order can be checked."
                            + " Retrying will not help; contact the operator."));
        }
    }

    /** The condition for a row and all rows after it; its question mark is the {@link #text} of that row. */
    String from() {
        return column + " >= CAST(? AS " + typeName + ")";
    }

    /**
     * Sorted by value, then by text for values that the source considers equal although they differ, such as {@code
     * 1.0} and {@code 1.00} in a document; otherwise their order could change.
     */
    String order() {
        return column + " ASC" + (type.kind().isOrderedAlike() ? "" : ", " + dialect.textOrder(column));
    }

    /** Checks the key of the cursor's row. */
    void check(Cursor row) throws SQLException, GenerationFailedException {
        Object next = row.value(index);
        if (next == null) {
            throw unordered("has a row without a value");
        }
        if (writtenBySource && !Boolean.TRUE.equals(row.value(index + 2))) {
            throw unsupported(null);
        }
        if (!type.kind().isOrderedAlike()) {
            next = text(row);
            if (next.equals(last)) {
                throw unordered("has two rows with the same value");
            }
        } else if (last != null) {
            int order = type.kind().compare(next, last);
            if (order <= 0) {
                throw unordered(order < 0
                        ? "has a row whose value is less than that of the row before"
                        : "has two rows with the same value");
            }
        }
        last = next;
    }

    /** The text of the key in the cursor's row. */
    String text(Cursor row) throws SQLException {
        return row.text(writtenBySource ? index + 1 : index);
    }

    GenerationFailedException unsupported(Throwable cause) {
        return new GenerationFailedException(FailureCode.UNSUPPORTED_KEY.because(String.format(Locale.ROOT,
                "No file can be resumed after a value of column %s, whose type is %s. The export needs another key, or"
                        + " resumable: false. Retrying will not help; contact the operator.",
                name, typeName)), cause);
    }

    private GenerationFailedException unordered(String reason) {
        return new GenerationFailedException(
                FailureCode.SOURCE_UNORDERED.because("The key of the export, column " + name
                        + ", " + reason + ". Retrying will not help; contact the operator."));
    }
}
