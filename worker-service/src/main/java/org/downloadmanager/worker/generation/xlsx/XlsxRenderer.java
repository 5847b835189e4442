package org.downloadmanager.worker.generation.xlsx;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;

import jakarta.inject.Singleton;

import org.downloadmanager.catalog.Format;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.worker.generation.Generation;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.sql.CollectedRows;
import org.downloadmanager.worker.generation.sql.ResultColumn;
import org.downloadmanager.worker.generation.sql.RowRenderer;
import org.downloadmanager.worker.generation.xlsx.Spreadsheet.Heading;
import org.downloadmanager.worker.generation.xlsx.Spreadsheet.Style;

/**
 * Writes rows for Excel, over as many sheets as they need. Numbers, dates and truths are cells of their kind as long as
 * Excel can hold them as they are; what it would round, or does not know, is text.
 */
@Singleton
public class XlsxRenderer implements RowRenderer {

    private static final int DIGITS = 15;
    private static final long LARGEST = 999_999_999_999_999L;
    private static final int LONGEST_TEXT = 32_767;
    /** Before it Excel counts a day that never was. */
    private static final LocalDate FIRST_DAY = LocalDate.of(1900, 3, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);
    private static final long EPOCH = 25_569;
    private static final double SECONDS_OF_DAY = 86_400;

    @Override
    public Format format() {
        return Format.XLSX;
    }

    @Override
    public void render(Generation generation, CollectedRows rows, OutputStream output) throws Exception {
        List<ResultColumn> columns = rows.columns();
        int sheets = 1 + (int) (Math.max(0, rows.count() - 1) / Format.ROWS_IN_SHEET);
        Spreadsheet file = new Spreadsheet(output, columns.stream().map(XlsxRenderer::heading).toList(), sheets);
        for (int sheet = 1; sheet <= sheets; sheet++) {
            file.beginSheet(sheet);
            for (int row = 0; row < Format.ROWS_IN_SHEET && rows.next(); row++) {
                file.beginRow();
                for (int column = 0; column < columns.size(); column++) {
                    cell(file, columns.get(column), rows.value(column), rows.text(column));
                }
                file.endRow();
            }
            file.endSheet();
        }
        file.finish();
    }

    private static void cell(Spreadsheet file, ResultColumn column, Object value, String text) throws Exception {
        if (value == null) {
            file.empty();
            return;
        }
        switch (column.type()) {
            case INTEGER -> number(file, text, -LARGEST <= (long) value && (long) value <= LARGEST);
            case DECIMAL -> number(file, text, ((BigDecimal) value).stripTrailingZeros().precision() <= DIGITS);
            case FLOATING -> number(file, value.toString(), Double.isFinite((double) value));
            case BOOLEAN -> file.truth((boolean) value);
            case DATE -> day(file, ((LocalDate) value).atStartOfDay(), Style.DATE, text);
            case TIMESTAMP -> day(file, (LocalDateTime) value, Style.TIMESTAMP, text);
            case INSTANT -> day(file, ((OffsetDateTime) value).toLocalDateTime(), Style.TIMESTAMP, text);
            case TIME -> file.number(Double.toString(ofDay((LocalTime) value)), Style.TIME);
            default -> text(file, text);
        }
    }

    private static void number(Spreadsheet file, String digits, boolean exact) throws Exception {
        if (exact) {
            file.number(digits, Style.PLAIN);
        } else {
            text(file, digits);
        }
    }

    private static void day(Spreadsheet file, LocalDateTime moment, Style style, String text) throws Exception {
        LocalDate day = moment.toLocalDate();
        if (day.isBefore(FIRST_DAY) || day.isAfter(LAST_DAY)) {
            text(file, text);
        } else {
            long days = day.toEpochDay() + EPOCH;
            double time = ofDay(moment.toLocalTime());
            file.number(time == 0 ? Long.toString(days) : Double.toString(days + time), style);
        }
    }

    private static double ofDay(LocalTime time) {
        return (time.toSecondOfDay() + time.getNano() / 1e9) / SECONDS_OF_DAY;
    }

    private static void text(Spreadsheet file, String text) throws IOException, GenerationFailedException {
        if (text.length() > LONGEST_TEXT) {
            throw new GenerationFailedException(new Failure("text-too-long", String.format(Locale.ROOT,
                    "A cell of Excel has room for %,d characters, and there is a text of %,d. Ask for another format.",
                    LONGEST_TEXT, text.length())));
        }
        file.text(text, Style.PLAIN);
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
