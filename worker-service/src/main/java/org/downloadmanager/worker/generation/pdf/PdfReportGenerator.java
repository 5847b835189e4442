package org.downloadmanager.worker.generation.pdf;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Chart;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.catalog.Parameter;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.worker.generation.FileGenerator;
import org.downloadmanager.worker.generation.Generation;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.pdf.BarChart.Bar;
import org.downloadmanager.worker.generation.sql.ResultColumn;
import org.downloadmanager.worker.generation.sql.Rows;
import org.downloadmanager.worker.generation.sql.Sources;

/**
 * Lays out the rows of a query for people: title, what was asked for, a chart, and a table over as many pages as it needs.
 * Cannot resume: nothing of a PDF is final before its last page. The catalog keeps it to a size that fits in memory.
 */
@Singleton
public class PdfReportGenerator implements FileGenerator {

    /** So many rows are looked at to find out how wide the columns must be. */
    private static final int FIRST_ROWS = 500;
    private static final int BUFFER = 128 * 1024;

    private final Catalog catalog;
    private final Sources sources;

    public PdfReportGenerator(Catalog catalog, Sources sources) {
        this.catalog = catalog;
        this.sources = sources;
    }

    @Override
    public boolean makes(Export export, String format) {
        return export.generator().equals(Export.SQL) && format.equals(Format.PDF.extension());
    }

    @Override
    public long generate(Generation generation) throws Exception {
        Export export = generation.export();
        try (Rows rows = Rows.open(generation, catalog.source(export.query().orElseThrow()), sources)) {
            List<List<String>> first = new ArrayList<>();
            while (first.size() < FIRST_ROWS && rows.next()) {
                first.add(cells(rows));
            }
            try (Report report = new Report(export.title())) {
                ReportTable table = new ReportTable(report, rows.columns(), first);
                report.newPage();
                introduce(report, export, generation.parameters());
                if (export.query().get().chart().isPresent()) {
                    chart(export.query().get().chart().get(), rows.columns(), first).draw(report);
                }
                table.begin();
                for (List<String> row : first) {
                    table.row(row);
                }
                while (first.size() == FIRST_ROWS && rows.next()) {
                    table.row(cells(rows));
                }
                OutputStream output = new BufferedOutputStream(generation.output(), BUFFER);
                report.finish(output);
                output.flush();
            }
            return rows.count();
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
                report.text(font.fitted(font.printable(parameters.get(parameter.name()).toString()), 9,
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

    private static List<String> cells(Rows rows) throws Exception {
        List<String> cells = new ArrayList<>();
        for (ResultColumn column : rows.columns()) {
            cells.add(rows.text(column));
        }
        return cells;
    }
}
