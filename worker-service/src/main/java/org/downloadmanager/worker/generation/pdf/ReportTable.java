package org.downloadmanager.worker.generation.pdf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.downloadmanager.worker.generation.sql.ResultColumn;

/** The rows of a report under a heading that every page repeats. */
final class ReportTable {

    private static final Pattern FIVE_DIGITS = Pattern.compile("-?\\d{5}");
    private static final Pattern BEFORE_THREE_DIGITS = Pattern.compile("(?<!\\.\\d{0,40})\\d(?=(\\d{3})+(\\.|$))");
    private static final float FONT = 8;
    private static final float ROW = 14;
    private static final float LINE = 10;
    private static final float PADDING = 5;
    private static final float WIDEST_COLUMN = 190;
    private static final float WIDEST_HEADING = 62;
    private static final float NARROW = 70;
    private static final float TOLERABLE_SQUEEZE = 1.15f;

    private final Report report;
    private final List<ResultColumn> columns;
    private final float[] widths;
    private final boolean[] commas;
    private final List<List<String>> headings = new ArrayList<>();
    private int rowsOnPage;

    /** The first rows decide how wide the columns are, and which way the pages are held. */
    ReportTable(Report report, List<ResultColumn> columns, List<List<String>> firstRows) throws IOException {
        this.report = report;
        this.columns = columns;
        this.commas = new boolean[columns.size()];
        this.widths = new float[columns.size()];
        float sum = 0;
        for (int i = 0; i < widths.length; i++) {
            commas[i] = needsCommas(columns.get(i), i, firstRows);
            widths[i] = naturalWidth(i, firstRows);
            sum += widths[i];
        }
        if (sum > report.width() * TOLERABLE_SQUEEZE) {
            report.turn();
        }
        spread(report.width());
        for (int i = 0; i < widths.length; i++) {
            headings.add(report.font().wrapped(report.font().printable(columns.get(i).title()), FONT,
                    widths[i] - 2 * PADDING));
        }
    }

    void begin() throws IOException {
        if (!report.hasRoomFor(headingHeight() + 4 * ROW)) {
            report.newPage();
        }
        heading();
    }

    void row(List<String> cells) throws IOException {
        if (!report.hasRoomFor(ROW)) {
            report.newPage();
            heading();
        }
        float bottom = report.y() - ROW;
        if (rowsOnPage++ % 2 == 1) {
            report.rectangle(report.left(), bottom, report.width(), ROW, Report.BAND);
        }
        float x = report.left();
        for (int i = 0; i < widths.length; i++) {
            if (cells.get(i) != null) {
                String text = report.font().fitted(shown(i, cells.get(i)), FONT,
                        widths[i] - 2 * PADDING);
                report.text(text, x + inset(i, text), bottom + 4, FONT, Report.INK);
            }
            x += widths[i];
        }
        report.down(ROW);
    }

    private void heading() throws IOException {
        float height = headingHeight();
        float bottom = report.y() - height;
        report.rectangle(report.left(), bottom, report.width(), height, Report.HEADING);
        float x = report.left();
        for (int i = 0; i < widths.length; i++) {
            List<String> lines = headings.get(i);
            float baseline = bottom + 4.5f + (lines.size() - 1) * LINE;
            for (String line : lines) {
                String text = report.font().fitted(line, FONT, widths[i] - PADDING);
                report.boldText(text, x + inset(i, text), baseline, FONT, Report.INK);
                baseline -= LINE;
            }
            x += widths[i];
        }
        report.down(height);
        rowsOnPage = 0;
    }

    private float headingHeight() {
        return headings.stream().mapToInt(List::size).max().orElse(1) * LINE + 5;
    }

    /** Numbers stand to the right, so that their digits stand under each other. */
    private float inset(int column, String text) throws IOException {
        return columns.get(column).isNumber()
                ? widths[column] - PADDING - report.font().width(text, FONT)
                : PADDING;
    }

    private float naturalWidth(int column, List<List<String>> rows) throws IOException {
        ReportFont font = report.font();
        float width = 0;
        for (String line : font.wrapped(font.printable(columns.get(column).title()), FONT, WIDEST_HEADING)) {
            width = Math.max(width, font.width(line, FONT) + 1);
        }
        for (List<String> row : rows) {
            if (row.get(column) != null) {
                width = Math.max(width, font.width(shown(column, row.get(column)), FONT));
            }
        }
        return Math.min(width, WIDEST_COLUMN) + 2 * PADDING;
    }

    /** A column of long numbers is easier to read with commas; one of years, of which none is longer, is not. */
    private static boolean needsCommas(ResultColumn column, int index, List<List<String>> rows) {
        return column.isNumber() && rows.stream().map(row -> row.get(index))
                .anyMatch(cell -> cell != null && FIVE_DIGITS.matcher(cell).lookingAt());
    }

    private String shown(int column, String cell) {
        return commas[column]
                ? BEFORE_THREE_DIGITS.matcher(cell).replaceAll("$0,")
                : report.font().printable(cell);
    }

    /** Wide text gives and takes what is too much or too little: numbers and codes are of no use when they are cut. */
    private void spread(float available) {
        float sum = 0;
        float flexible = 0;
        for (int i = 0; i < widths.length; i++) {
            sum += widths[i];
            flexible += isFlexible(i) ? widths[i] : 0;
        }
        float left = available - (sum - flexible);
        boolean enough = flexible > 0 && left > flexible / 2;
        for (int i = 0; i < widths.length; i++) {
            if (!enough) {
                widths[i] *= available / sum;
            } else if (isFlexible(i)) {
                widths[i] *= left / flexible;
            }
        }
    }

    private boolean isFlexible(int column) {
        return !columns.get(column).isNumber() && widths[column] > NARROW;
    }
}
