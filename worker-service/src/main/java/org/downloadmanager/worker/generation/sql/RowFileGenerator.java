package org.downloadmanager.worker.generation.sql;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

import jakarta.inject.Singleton;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.worker.generation.FileGenerator;
import org.downloadmanager.worker.generation.Generation;

/**
 * Writes the rows of a query one after the other, as CSV or JSON lines. Needs the memory of a few rows, and goes on after
 * the last row of a checkpoint with the very bytes that an undisturbed run would have written.
 */
@Singleton
public class RowFileGenerator implements FileGenerator {

    private static final int BUFFER = 128 * 1024;

    private final Catalog catalog;
    private final Sources sources;

    public RowFileGenerator(Catalog catalog, Sources sources) {
        this.catalog = catalog;
        this.sources = sources;
    }

    @Override
    public boolean makes(Export export, String format) {
        return export.generator().equals(Export.SQL)
                && (format.equals(Format.CSV.extension()) || format.equals(Format.JSONL.extension()));
    }

    @Override
    public long generate(Generation generation) throws Exception {
        try (Rows rows = Rows.open(generation, catalog.source(generation.export().query().orElseThrow()), sources)) {
            RowWriter writer = writer(generation, rows);
            if (!rows.isContinued()) {
                writer.begin(rows);
            }
            while (rows.next()) {
                writer.write(rows);
                if (rows.wantsCheckpoint()) {
                    writer.flush();
                    rows.checkpoint();
                }
            }
            writer.flush();
            return rows.count();
        }
    }

    private static RowWriter writer(Generation generation, Rows rows) throws IOException {
        OutputStream output = new BufferedOutputStream(generation.output(), BUFFER);
        return generation.format().equals(Format.CSV.extension())
                ? new CsvRowWriter(output)
                : new JsonLinesRowWriter(output, rows.columns());
    }
}
