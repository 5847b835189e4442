package org.downloadmanager.worker.generation.pdf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.downloadmanager.worker.generation.pdf.ColumnLayout.Group;
import org.downloadmanager.worker.generation.sql.ResultColumn;

/**
 * The rows of a report under a heading on every page. Where the columns do not fit side by side, the rows of a page are
 * repeated for each group of columns, with row numbers in the margin.
 */
final class ReportTable {

    private static final float FONT = 8;
    private static final float SMALL_FONT = 7;
    private static final float ROW_NUMBER_FONT = 6;
    private static final float LINE = 10;
    private static final float LEADING = 4;
    private static final float PADDING = 5;
    private static final float CAPTION = 14;
    private static final float WIDEST_COLUMN = 190;
    private static final float NARROWEST_COLUMN = 20;
    private static final float WIDEST_HEADING = 62;
    private static final float NARROW = 70;
    private static final int LINES_OF_CELL = 4;
    private static final int LINES_OF_HEADING = 5;
    private static final int MIN_ROWS = 4;

    /** A row or heading after layout: the lines of each column, and the greatest height. */
    private record Row(List<List<TextLine>> cells, float height) {}

    private final Report report;
    private final TextLayout layout;
    private final List<ResultColumn> columns;
    private final boolean[] commas;
    private final ColumnLayout widths;
    private final Row heading;
    /** Rows that are not drawn yet: at most one page. */
    private final List<Row> waiting = new ArrayList<>();
    private float heightOfWaiting;
    private float room;
    private long drawn;

    /** The first rows determine the widths of the columns and the orientation of the pages. */
    ReportTable(Report report, List<ResultColumn> columns, List<List<String>> firstRows) throws IOException {
        this.report = report;
        this.layout = report.layout();
        this.columns = columns;
        this.commas = new boolean[columns.size()];
        float[] preferred = new float[columns.size()];
        boolean[] flexible = new boolean[columns.size()];
        for (int i = 0; i < preferred.length; i++) {
            commas[i] = needsCommas(columns.get(i), i, firstRows);
            preferred[i] = naturalWidth(i, firstRows);
            flexible[i] = !columns.get(i).isNumber() && preferred[i] > NARROW;
        }
        widths = ColumnLayout.of(preferred, flexible, report.width(), report.widthIfTurned());
        if (widths.turned()) {
            report.turn();
        }
        List<List<TextLine>> titles = new ArrayList<>();
        for (int i = 0; i < preferred.length; i++) {
            titles.add(layout.wrapped(columns.get(i).title(), FONT, inner(i) + 1, LINES_OF_HEADING));
        }
        heading = new Row(titles, height(titles) + 1);
    }

    void begin() throws IOException {
        boolean divided = widths.groups().size() > 1;
        // A divided table starts on a page of its own, unless all its groups fit below each other.
        room = divided || !report.hasRoomFor(heading.height + MIN_ROWS * (LINE + LEADING))
                ? report.height() - headingHeight()
                : report.roomLeft() - headingHeight();
    }

    void row(List<String> cells) throws IOException {
        List<List<TextLine>> lines = new ArrayList<>(cells.size());
        for (int i = 0; i < cells.size(); i++) {
            lines.add(cells.get(i) == null
                    ? List.of()
                    : layout.wrapped(shown(i, cells.get(i)), FONT, inner(i), maxLines(i)));
        }
        Row row = new Row(lines, height(lines));
        if (!waiting.isEmpty() && heightOfWaiting + row.height > room) {
            draw();
        }
        waiting.add(row);
        heightOfWaiting += row.height;
    }

    /** The rows on the finished pages. */
    long drawn() {
        return drawn;
    }

    /** Draws the remaining rows, or at least the heading. */
    void end() throws IOException {
        if (!waiting.isEmpty() || drawn == 0) {
            draw();
        }
    }

    private void draw() throws IOException {
        for (Group group : widths.groups()) {
            if (!report.hasRoomFor(headingHeight() + heightOfWaiting)) {
                report.newPage();
            }
            draw(group);
        }
        drawn += waiting.size();
        waiting.clear();
        heightOfWaiting = 0;
        room = report.height() - headingHeight();
    }

    private void draw(Group group) throws IOException {
        boolean divided = widths.groups().size() > 1;
        if (divided) {
            String range = "Columns %d to %d of %d".formatted(group.first() + 1, group.last() + 1, columns.size());
            report.text(layout.fitted(range, SMALL_FONT, report.width()), report.left(), report.y() - 10, SMALL_FONT,
                    Report.GREY);
            report.down(CAPTION);
        }
        float width = widths.width(group);
        report.rectangle(report.left(), report.y() - heading.height, width, heading.height, Report.HEADING);
        cells(group, heading, true);
        for (int i = 0; i < waiting.size(); i++) {
            Row row = waiting.get(i);
            if (i % 2 == 1) {
                report.rectangle(report.left(), report.y() - row.height, width, row.height, Report.BAND);
            }
            if (divided) {
                TextLine number = layout.fitted(Long.toString(drawn + i + 1), ROW_NUMBER_FONT, report.left());
                report.text(number, report.left() - 4 - number.width(ROW_NUMBER_FONT), report.y() - LINE,
                        ROW_NUMBER_FONT, Report.GREY);
            }
            cells(group, row, false);
        }
        report.down(divided ? CAPTION : 0);
    }

    private void cells(Group group, Row row, boolean bold) throws IOException {
        float x = report.left();
        for (int column = group.first(); column <= group.last(); column++) {
            List<TextLine> lines = row.cells.get(column);
            // Titles align with the lower edge of the heading, values with the upper edge of their row.
            float baseline = bold
                    ? report.y() - row.height + LEADING + 0.5f + (lines.size() - 1) * LINE
                    : report.y() - LINE;
            for (TextLine line : lines) {
                float inset = inset(column, line);
                if (bold) {
                    report.boldText(line, x + inset, baseline, FONT, Report.INK);
                } else {
                    report.text(line, x + inset, baseline, FONT, Report.INK);
                }
                baseline -= LINE;
            }
            x += widths.widths()[column];
        }
        report.down(row.height);
    }

    /** Numbers are right-aligned, so that their digits line up; so is text that is read from the right. */
    private float inset(int column, TextLine line) {
        return columns.get(column).isNumber() || line.rightToLeft()
                ? widths.widths()[column] - PADDING - line.width(FONT)
                : PADDING;
    }

    private float headingHeight() {
        return heading.height + (widths.groups().size() > 1 ? CAPTION : 0);
    }

    private static float height(List<List<TextLine>> cells) {
        return Math.max(1, cells.stream().mapToInt(List::size).max().orElse(1)) * LINE + LEADING;
    }

    /** Enough lines for any column to show what the widest column shows on one. */
    private int maxLines(int column) {
        return Math.max(LINES_OF_CELL, (int) Math.ceil(WIDEST_COLUMN / inner(column)) + 1);
    }

    private float inner(int column) {
        return widths.widths()[column] - 2 * PADDING;
    }

    private float naturalWidth(int column, List<List<String>> rows) throws IOException {
        float width = Math.max(NARROWEST_COLUMN, titleWidth(columns.get(column).title()));
        for (List<String> row : rows) {
            if (row.get(column) != null && width < WIDEST_COLUMN) {
                width = Math.max(width, layout.width(shown(column, row.get(column)), FONT, WIDEST_COLUMN));
            }
        }
        return width + 2 * PADDING;
    }

    /** A title wraps before it makes its column wider. */
    private float titleWidth(String title) throws IOException {
        float whole = layout.width(title, FONT, WIDEST_COLUMN * LINES_OF_HEADING);
        float preferred = Math.max(WIDEST_HEADING, whole / (LINES_OF_HEADING - 1));
        float width = 0;
        for (String word : title.length() < WIDEST_COLUMN ? title.split("\\s+") : new String[0]) {
            preferred = Math.max(preferred, layout.width(word, FONT, WIDEST_COLUMN));
        }
        for (TextLine line : layout.wrapped(title, FONT, Math.min(preferred, WIDEST_COLUMN), LINES_OF_HEADING)) {
            width = Math.max(width, line.width(FONT) + 1);
        }
        return Math.min(width, WIDEST_COLUMN);
    }

    /** A column of long numbers gets thousands separators; a column of years, none of which is longer, does not. */
    private static boolean needsCommas(ResultColumn column, int index, List<List<String>> rows) {
        return column.isNumber() && rows.stream().map(row -> row.get(index))
                .anyMatch(cell -> cell != null && NumberText.isLong(cell));
    }

    private String shown(int column, String cell) {
        if (!columns.get(column).isNumber()) {
            return cell;
        }
        String number = NumberText.compact(cell);
        return commas[column] ? NumberText.withCommas(number) : number;
    }
}
