package org.downloadmanager.worker.generation.pdf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.worker.generation.RecordingGeneration;
import org.downloadmanager.worker.generation.sql.RenderedFileGenerator;
import org.downloadmanager.worker.generation.sql.Sources;

/** Generates the report of one query with the given fonts. */
final class ReportRun {

    private final Path catalog;
    private final RecordingGeneration generation;
    private final InstalledFonts fonts;

    ReportRun(Path directory, InstalledFonts fonts, String query, List<String> columns) throws IOException {
        this(directory, fonts, "Title", "", query, columns, Map.of());
    }

    ReportRun(Path directory, InstalledFonts fonts, String title, String description, String query,
            List<String> columns,
            Map<String, Object> parameters) throws IOException {
        this.fonts = fonts;
        catalog = Files.writeString(directory.resolve("catalog.yaml"), """
                sources:
                  test: {url: "jdbc:duckdb:"}
                exports:
                  report:
                    title: '%s'
                    description: '%s'
                    source: test
                    query: |
                      SELECT * FROM (%s) WHERE {filters}
                    columns: %s
                    resumable: false
                    formats: [pdf]
                    parameters:
                      asked: {title: "What was asked for", type: text, filter: ":asked IS NOT NULL"}
                """.formatted(title, description, query, columns));
        generation = new RecordingGeneration(Catalog.read(catalog).find("report").orElseThrow(), "pdf", parameters);
    }

    /** Another attempt at a report whose catalog is in the directory. */
    ReportRun(Path directory, InstalledFonts fonts, RecordingGeneration generation) {
        this.catalog = directory.resolve("catalog.yaml");
        this.generation = generation;
        this.fonts = fonts;
    }

    RecordingGeneration generation() {
        return generation;
    }

    void run() throws Exception {
        run(new PdfRenderer(fonts));
    }

    void run(PdfRenderer renderer) throws Exception {
        Sources sources = new Sources();
        try {
            new RenderedFileGenerator(Catalog.read(catalog), sources, List.of(renderer))
                    .generate(generation);
        } finally {
            sources.close();
        }
    }

    DrawnReport drawn() throws Exception {
        run();
        return DrawnReport.of(generation.bytes());
    }
}
