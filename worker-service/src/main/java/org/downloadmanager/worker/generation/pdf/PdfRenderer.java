package org.downloadmanager.worker.generation.pdf;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.downloadmanager.catalog.Chart;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.catalog.Parameter;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.downloads.FileRequest;
import org.downloadmanager.worker.generation.Generation;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.pdf.BarChart.Bar;
import org.downloadmanager.worker.generation.sql.CollectedRows;
import org.downloadmanager.worker.generation.sql.ResultColumn;
import org.downloadmanager.worker.generation.sql.RowRenderer;

/**
 * Lays out rows for people: title, what was asked for, a chart, and a table over as many pages as it needs. The catalog
 * keeps it to a size that fits in memory.
 */
@Singleton
public class PdfRenderer implements RowRenderer {

    /** So many rows are looked at to find out how wide the columns must be. */
    private static final int FIRST_ROWS = 500;

    @Override
    public Format format() {
        return Format.PDF;
    }

    @Override
    public void render(Generation generation, CollectedRows rows, OutputStream output) throws Exception {
        Export export = generation.export();
        List<List<String>> first = new ArrayList<>();
        while (first.size() < FIRST_ROWS && rows.next()) {
            first.add(cells(rows));
        }
        try (Report report = new Report(export.title())) {
            ReportTable table = new ReportTable(report, rows.columns(), first);
            report.newPage();
            introduce(report, export, generation.parameters());
            Optional<Chart> chart = export.query().orElseThrow().chart();
            if (chart.isPresent()) {
                chart(chart.get(), rows.columns(), first).draw(report);
            }
            table.begin();
            for (List<String> row : first) {
                table.row(row);
            }
            while (first.size() == FIRST_ROWS && rows.next()) {
                table.row(cells(rows));
            }
            report.finish(output);
        }
    }

    private static void introduce(Report report, Export export, Map<String, Object> parameters) throws IOException {
        ReportFont font = report.font();
        for (String line : font.wrapped(font.printable(export.title()), 20, report.width())) {
            report.boldText(line, report.left(), report.y() - 18, 20, Report.INK);
            report.down(25);
        }
        if (!export.description().isBlank()) {
            for (String line : font.wrapped(font.printable(export.description()), 10, report.width())) {
                report.text(line, report.left(), report.y() - 10, 10, Report.GREY);
                report.down(14);
            }
        }
        report.down(4);
        for (Parameter parameter : export.parameters()) {
            if (parameters.containsKey(parameter.name())) {
                String title = font.printable(parameter.title() + ":");
                report.text(title, report.left(), report.y() - 9, 9, Report.GREY);
                float x = report.left() + font.width(title, 9) + 4;
                report.text(font.fitted(font.printable(FileRequest.text(parameters.get(parameter.name()))), 9,
                        report.left() + report.width() - x), x, report.y() - 9, 9, Report.INK);
                report.down(13);
            }
        }
        report.down(5);
        report.line(report.left(), report.y(), report.left() + report.width(), report.y(), Report.HAIRLINE);
        report.down(16);
    }

    private static BarChart chart(Chart chart, List<ResultColumn> columns, List<List<String>> rows)
            throws GenerationFailedException {
        List<String> names = columns.stream().map(ResultColumn::name).toList();
        int label = names.indexOf(chart.label());
        int value = names.indexOf(chart.value());
        if (!columns.get(value).isNumber()) {
            throw new GenerationFailedException(new Failure("source-failed", "The report could not be drawn."
                    + " This will not mend itself: please tell whoever runs this service."),
                    new IllegalStateException("Chart " + chart.title() + ": " + chart.value() + " is no number"));
        }
        List<Bar> bars = rows.stream()
                .filter(row -> row.get(label) != null && row.get(value) != null)
                .map(row -> new Bar(row.get(label), Double.parseDouble(row.get(value)), row.get(value)))
                .filter(bar -> Double.isFinite(bar.value()))
                .limit(chart.top())
                .toList();
        return new BarChart(chart.title(), bars);
    }

    private static List<String> cells(CollectedRows rows) {
        List<String> cells = new ArrayList<>();
        for (int column = 0; column < rows.columns().size(); column++) {
            cells.add(rows.text(column));
        }
        return cells;
    }
}
