package org.downloadmanager.worker.generation.xlsx;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;

import jakarta.inject.Singleton;

import org.downloadmanager.catalog.Format;
import org.downloadmanager.downloads.FailureCode;
import org.downloadmanager.worker.generation.Generation;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.sql.CanonicalText;
import org.downloadmanager.worker.generation.sql.ResultColumn;
import org.downloadmanager.worker.generation.sql.RowRenderer;
import org.downloadmanager.worker.generation.sql.RowSpoolReader;
import org.downloadmanager.worker.generation.sql.ValueType;
import org.downloadmanager.worker.generation.xlsx.Spreadsheet.Heading;
import org.downloadmanager.worker.generation.xlsx.Spreadsheet.Style;

/**
 * Writes rows for Excel, over as many sheets as they need. Numbers, dates and booleans are typed cells as long as Excel
 * holds them exactly; everything else is text. Times are exact to a millisecond.
 */
@Singleton
public class XlsxRenderer implements RowRenderer {

    private static final int DIGITS = 15;
    private static final long MAX_EXACT_INTEGER = 999_999_999_999_999L;
    private static final int MAX_TEXT = 32_767;
    /** Before this day, Excel counts February 29, 1900, which did not exist. */
    private static final LocalDate FIRST_DAY = LocalDate.of(1900, 3, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);
    private static final long EPOCH = 25_569;
    private static final double NANOS_OF_DAY = 86_400e9;
    private static final long NANOS_OF_SECOND = 1_000_000_000;
    private static final long NANOS_OF_MILLISECOND = 1_000_000;

    @Override
    public Format format() {
        return Format.XLSX;
    }

    @Override
    public void render(Generation generation, RowSpoolReader rows, OutputStream output) throws Exception {
        List<ResultColumn> columns = rows.columns();
        int sheets = 1 + (int) (Math.max(0, rows.count() - 1) / Format.ROWS_IN_SHEET);
        Spreadsheet file = new Spreadsheet(output, columns.stream().map(XlsxRenderer::heading).toList(), sheets);
        for (int sheet = 1; sheet <= sheets; sheet++) {
            file.beginSheet(sheet);
            for (int row = 0; row < Format.ROWS_IN_SHEET && rows.next(); row++) {
                file.beginRow();
                for (int column = 0; column < columns.size(); column++) {
                    cell(file, rows, column);
                }
                file.endRow();
            }
            file.endSheet();
        }
        file.finish();
    }

    private static void cell(Spreadsheet file, RowSpoolReader rows, int column) throws Exception {
        String text = rows.text(column);
        if (text == null) {
            file.empty();
            return;
        }
        if (text.length() > MAX_TEXT) {
            throw tooLong(rows.columns().get(column), rows.read(), text.length());
        }
        Object value = rows.value(column);
        switch (rows.columns().get(column).type()) {
            case INTEGER -> number(file, text, -MAX_EXACT_INTEGER <= (long) value && (long) value <= MAX_EXACT_INTEGER);
            case DECIMAL -> number(file, text, value instanceof BigDecimal number
                    && number.stripTrailingZeros().precision() <= DIGITS
                    && (number.signum() == 0 || isInRange(number.doubleValue())));
            case FLOATING -> number(file, text, (double) value == 0 || isInRange((double) value));
            case BOOLEAN -> file.truth((boolean) value);
            case DATE -> day(file, ((LocalDate) value).atStartOfDay(), Style.DATE, Style.DATE, text);
            case TIMESTAMP -> moment(file, (LocalDateTime) value, text);
            case INSTANT -> moment(file, ((OffsetDateTime) value).toLocalDateTime(), text);
            case TIME -> time(file, (long) value, text);
            case CODE, TEXT, JSON -> file.text(text, Style.PLAIN);
        }
    }

    private static void number(Spreadsheet file, String digits, boolean exact) throws IOException {
        if (exact) {
            file.number(digits, Style.PLAIN);
        } else {
            file.text(digits, Style.PLAIN);
        }
    }

    /** Whether Excel can hold the number: it reads numbers closer to zero as zero. */
    private static boolean isInRange(double number) {
        return Double.isFinite(number) && Math.abs(number) >= Double.MIN_NORMAL;
    }

    private static void moment(Spreadsheet file, LocalDateTime moment, String text) throws IOException {
        day(file, moment, Style.TIMESTAMP, Style.TIMESTAMP_WITH_MILLISECONDS, text);
    }

    private static void day(Spreadsheet file, LocalDateTime moment, Style style, Style withMilliseconds, String text)
            throws IOException {
        LocalDate day = moment.toLocalDate();
        long nanos = moment.toLocalTime().toNanoOfDay();
        if (day.isBefore(FIRST_DAY) || day.isAfter(LAST_DAY) || nanos % NANOS_OF_MILLISECOND > 0) {
            file.text(text, Style.PLAIN);
        } else {
            double serial = day.toEpochDay() + EPOCH + nanos / NANOS_OF_DAY;
            file.number(CanonicalText.of(serial), nanos % NANOS_OF_SECOND == 0 ? style : withMilliseconds);
        }
    }

    private static void time(Spreadsheet file, long nanos, String text) throws IOException {
        if (nanos == ValueType.NANOS_OF_DAY || nanos % NANOS_OF_MILLISECOND > 0) {
            file.text(text, Style.PLAIN);
        } else {
            file.number(CanonicalText.of(nanos / NANOS_OF_DAY),
                    nanos % NANOS_OF_SECOND == 0 ? Style.TIME : Style.TIME_WITH_MILLISECONDS);
        }
    }

    private static GenerationFailedException tooLong(ResultColumn column, long row, int length) {
        return new GenerationFailedException(FailureCode.TEXT_TOO_LONG.because(String.format(Locale.ROOT,
                "An Excel cell holds at most %,d characters; column %s of row %,d has %,d. Choose another format.",
                MAX_TEXT, column.name(), row, length)));
    }

    private static Heading heading(ResultColumn column) {
        int width = switch (column.type()) {
            case DATE, TIME, BOOLEAN -> 11;
            case TIMESTAMP, INSTANT -> 19;
            case INTEGER, DECIMAL, FLOATING -> 12;
            default -> 20;
        };
        return new Heading(column.title(), Math.max(width, Math.min(50, column.title().length() + 2)));
    }
}
