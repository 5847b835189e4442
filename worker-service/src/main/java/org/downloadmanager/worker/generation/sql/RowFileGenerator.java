package org.downloadmanager.worker.generation.sql;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.worker.generation.FileGenerator;
import org.downloadmanager.worker.generation.Generation;

/**
 * Writes the rows of a query as CSV or JSON lines, compressed or not. Needs the memory of a few rows, and resumes after the
 * last row of a checkpoint with the same bytes as an undisturbed run.
 */
@Singleton
public class RowFileGenerator implements FileGenerator {

    /** The checkpoint interval: with compression, a slow source is one checkpoint later than without. */
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofMillis(250);

    private final Catalog catalog;
    private final Sources sources;
    private final Duration timeout;

    @Inject
    public RowFileGenerator(Catalog catalog, Sources sources) {
        this(catalog, sources, CHECKPOINT_INTERVAL);
    }

    RowFileGenerator(Catalog catalog, Sources sources, Duration timeout) {
        this.catalog = catalog;
        this.sources = sources;
        this.timeout = timeout;
    }

    @Override
    public boolean makes(Export export, Format format) {
        return export.generator().equals(Export.SQL) && !format.isRendered();
    }

    @Override
    public long generate(Generation generation) throws Exception {
        try (Rows rows = Rows.open(generation, catalog.source(generation.export().query().orElseThrow()), sources)) {
            rows.writeTo(writer(generation.format(), generation.export(),
                    generation.output(), rows.columns(), timeout));
            return rows.count();
        }
    }

    static RowWriter writer(Format format, Export export, OutputStream output, List<ResultColumn> columns)
            throws IOException {
        return writer(format, export, output, columns, CHECKPOINT_INTERVAL);
    }

    private static RowWriter writer(Format format, Export export, OutputStream output, List<ResultColumn> columns,
            Duration timeout) throws IOException {
        return switch (format) {
            case CSV -> new CsvRowWriter(output, export.csv());
            case CSV_GZ -> new GzipRowWriter(output, timeout, members -> new CsvRowWriter(members, export.csv()));
            case JSONL -> new JsonLinesRowWriter(output, columns);
            case JSONL_GZ -> new GzipRowWriter(output, timeout, members -> new JsonLinesRowWriter(members, columns));
            case XLSX, PARQUET, PDF -> throw new IllegalStateException("Not a streaming format: " + format);
        };
    }
}
