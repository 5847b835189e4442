package org.downloadmanager.worker.generation.pdf;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.downloadmanager.catalog.Chart;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.catalog.Parameter;
import org.downloadmanager.downloads.FailureCode;
import org.downloadmanager.downloads.FileRequest;
import org.downloadmanager.worker.generation.Generation;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.pdf.BarChart.Bar;
import org.downloadmanager.worker.generation.sql.ResultColumn;
import org.downloadmanager.worker.generation.sql.RowRenderer;
import org.downloadmanager.worker.generation.sql.RowSpoolReader;

/**
 * Renders a report: title, parameters, a chart, and a table over as many pages as it needs. The catalog limits its rows,
 * because the layout happens in memory.
 */
@Singleton
public class PdfRenderer implements RowRenderer {

    /** The rows from which column widths are computed; fewer if they are large. */
    private static final int FIRST_ROWS = 500;
    private static final int FIRST_CHARACTERS = 1_000_000;
    /** The most bars of a chart. */
    private static final int MIN_FIRST_ROWS = 40;
    /** The most characters of a cell that are kept and shown. */
    private static final int CHARACTERS_OF_CELL = 2_000;
    private static final int CHARACTERS_READ_WHILE_ONE_IS_LAID_OUT = 20;
    private static final int LINES_OF_TITLE = 6;
    private static final int LINES_OF_DESCRIPTION = 60;
    private static final int LINES_OF_PARAMETER = 6;

    /** Each page takes some ten kilobytes until the document is written. */
    private static final int MAX_PAGES = 5_000;

    private final InstalledFonts fonts;
    private final int maxPages;

    /** Uses the fonts of the default directory. */
    public PdfRenderer() {
        this(new InstalledFonts(List.of(Path.of(ReportConfig.USUAL_FONTS))));
    }

    @Inject
    PdfRenderer(InstalledFonts fonts) {
        this(fonts, MAX_PAGES);
    }

    PdfRenderer(InstalledFonts fonts, int maxPages) {
        this.fonts = fonts;
        this.maxPages = maxPages;
    }

    @Override
    public Format format() {
        return Format.PDF;
    }

    @Override
    public void render(Generation generation, RowSpoolReader rows, OutputStream output) throws Exception {
        Export export = generation.export();
        Optional<Chart> chart = export.query().orElseThrow().chart();
        if (chart.isPresent()) {
            requireNumbers(chart.get(), rows.columns());
        }
        StopCheck check = new StopCheck(rows::stayOrHandOver);
        List<List<String>> first = new ArrayList<>();
        boolean more = true;
        long characters = 0;
        while (first.size() < FIRST_ROWS && (characters < FIRST_CHARACTERS || first.size() < MIN_FIRST_ROWS)
                && (more = rows.next())) {
            List<String> cells = cells(rows, check);
            first.add(cells);
            characters += cells.stream().mapToInt(cell -> cell == null ? 0 : cell.length()).sum();
        }
        try (Report report = new Report(export.title(), fonts, check)) {
            ReportTable table = new ReportTable(report, rows.columns(), first);
            report.newPage();
            writeIntroduction(report, export, generation.parameters());
            if (chart.isPresent()) {
                chart(chart.get(), rows.columns(), first).draw(report);
            }
            table.begin();
            for (List<String> row : first) {
                table.row(row);
                requireFewPages(report, table, rows.columns().size());
            }
            while (more && rows.next()) {
                table.row(cells(rows, check));
                requireFewPages(report, table, rows.columns().size());
            }
            table.end();
            requireFewPages(report, table, rows.columns().size());
            report.finish(output);
        }
    }

    private static void writeIntroduction(Report report, Export export, Map<String, Object> parameters)
            throws IOException {
        report.paragraph(export.title(), 20, 25, true, LINES_OF_TITLE, Report.INK);
        report.paragraph(export.description(), 10, 14, false, LINES_OF_DESCRIPTION, Report.GREY);
        report.down(4);
        for (Parameter parameter : export.parameters()) {
            if (parameters.containsKey(parameter.name())) {
                writeIntroduction(report, parameter.title() + ":", FileRequest.text(parameters.get(parameter.name())));
            }
        }
        report.down(5);
        report.line(report.left(), report.y(), report.left() + report.width(), report.y(), Report.HAIRLINE);
        report.down(16);
    }

    /** The value follows its title, on the side where the title ends. */
    private static void writeIntroduction(Report report, String title, String value) throws IOException {
        TextLine name = report.layout().fitted(title, 9, report.width() * 0.4f);
        float taken = name.width(9) + 4;
        List<TextLine> lines = report.layout().wrapped(value, 9, report.width() - taken, LINES_OF_PARAMETER);
        report.makeRoomFor(13f * Math.max(1, lines.size()));
        report.text(name, report.beginOf(name, 9), report.y() - 9, 9, Report.GREY);
        for (TextLine line : lines) {
            float x = name.rightToLeft()
                    ? report.left() + report.width() - taken - line.width(9)
                    : report.left() + taken;
            report.text(line, x, report.y() - 9, 9, Report.INK);
            report.down(13);
        }
        report.down(lines.isEmpty() ? 13 : 0);
    }

    private void requireFewPages(Report report, ReportTable table, int columns) throws GenerationFailedException {
        if (report.pages() > maxPages) {
            throw new GenerationFailedException(FailureCode.TOO_MANY_PAGES
                    .because("With %,d columns, only about %,d rows fit on the %,d pages that a report may have."
                            .formatted(columns, table.drawn(), maxPages)
                            + " Narrow your filters, or choose another format."));
        }
    }

    private static void requireNumbers(Chart chart, List<ResultColumn> columns) throws GenerationFailedException {
        if (!column(columns, chart.value()).isNumber()) {
            throw new GenerationFailedException(
                    FailureCode.CHART_NOT_NUMERIC.because("The chart of this report needs numbers,"
                            + " and column " + chart.value()
                            + " has none. Retrying will not help; contact the operator."),
                    new IllegalStateException("Chart " + chart.title() + ": " + chart.value() + " is no number, but "
                            + column(columns, chart.value()).type()));
        }
    }

    private static ResultColumn column(List<ResultColumn> columns, String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst().orElseThrow();
    }

    private static BarChart chart(Chart chart, List<ResultColumn> columns, List<List<String>> rows) {
        int label = columns.indexOf(column(columns, chart.label()));
        int value = columns.indexOf(column(columns, chart.value()));
        List<Bar> bars = rows.stream()
                .filter(row -> row.get(label) != null && row.get(value) != null)
                .map(row -> new Bar(row.get(label), number(row.get(value)), row.get(value)))
                .filter(bar -> Double.isFinite(bar.value()))
                .limit(chart.top())
                .toList();
        return new BarChart(chart.title(), bars);
    }

    /** Each database has its own words for values that are not numbers. */
    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static List<String> cells(RowSpoolReader rows, StopCheck check) throws IOException {
        List<String> cells = new ArrayList<>(rows.columns().size());
        for (int column = 0; column < rows.columns().size(); column++) {
            String text = rows.text(column);
            check.worked(text == null ? 1 : text.length() / CHARACTERS_READ_WHILE_ONE_IS_LAID_OUT);
            cells.add(text == null || text.length() <= CHARACTERS_OF_CELL
                    ? text
                    : text.substring(0, CHARACTERS_OF_CELL) + "…");
        }
        return cells;
    }
}
