package org.downloadmanager.worker.generation.sql;

import java.io.BufferedOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.files.Rendering;
import org.downloadmanager.worker.generation.FileGenerator;
import org.downloadmanager.worker.generation.Generation;

import io.quarkus.arc.All;

/**
 * Generates files that can only be written when their last row is known. Spools the rows first, with checkpoints, then
 * renders them: a resumed attempt repeats only the rendering, without the source.
 */
@Singleton
public class RenderedFileGenerator implements FileGenerator {

    private static final int BUFFER = 128 * 1024;

    private final Catalog catalog;
    private final Sources sources;
    private final Map<Format, RowRenderer> renderers;

    public RenderedFileGenerator(Catalog catalog, Sources sources, @All List<RowRenderer> renderers) {
        this.catalog = catalog;
        this.sources = sources;
        this.renderers = renderers.stream()
                .collect(Collectors.toMap(RowRenderer::format, Function.identity()));
    }

    @Override
    public boolean makes(Export export, Format format) {
        return export.generator().equals(Export.SQL) && renderers.containsKey(format);
    }

    @Override
    public long generate(Generation generation) throws Exception {
        Optional<Long> collected = generation.resumeToken().isPresent()
                ? RowSpoolReader.count(generation.resumeToken().get(), generation)
                : Optional.empty();
        long count = collected.isPresent() ? collected.get() : collect(generation);
        Rendering rendering = generation.rendering();
        try (InputStream material = rendering.spool();
                RowSpoolReader rows = new RowSpoolReader(generation, count, material)) {
            OutputStream output = new BufferedOutputStream(rendering.output(), BUFFER);
            renderers.get(generation.format()).render(generation, rows, output);
            output.flush();
        }
        return count;
    }

    private long collect(Generation generation) throws Exception {
        try (Rows rows = Rows.open(generation, catalog.source(generation.export().query().orElseThrow()), sources)) {
            rows.writeTo(new RowSpoolWriter(generation.output()));
            generation.checkpoint(RowSpoolReader.token(rows.count(), generation));
            return rows.count();
        }
    }
}
