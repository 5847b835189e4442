package org.downloadmanager.worker.generation;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.catalog.Validation.Valid;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.downloads.StoredFile;
import org.downloadmanager.files.DirectoryFileStore;
import org.downloadmanager.files.Draft;
import org.downloadmanager.files.FileStoreConfig;
import org.downloadmanager.files.Rendering;
import org.downloadmanager.worker.generation.parquet.ParquetRenderer;
import org.downloadmanager.worker.generation.pdf.PdfRenderer;
import org.downloadmanager.worker.generation.sql.RenderedFileGenerator;
import org.downloadmanager.worker.generation.sql.RowFileGenerator;
import org.downloadmanager.worker.generation.sql.Sources;
import org.downloadmanager.worker.generation.xlsx.XlsxRenderer;

import io.quarkus.runtime.configuration.MemorySize;

/** A process that generates one file as a worker would, in a store on disk, and reports the result. */
public final class GenerateOneFile {

    private GenerateOneFile() {}

    /** @param arguments a catalog, the name of an export, a format, a directory for the store */
    public static void main(String[] arguments) throws Exception {
        Catalog catalog = Catalog.read(Path.of(arguments[0]));
        Export export = catalog.find(arguments[1]).orElseThrow();
        Format format = Format.named(arguments[2]).orElseThrow();
        Map<String, Object> parameters = export.check(arguments[2], Map.of("sheets", "several"))
                .fold(Valid::request, refused -> {
                    throw new IllegalArgumentException(refused.toString());
                }).parameters();
        Sources sources = new Sources();
        List<FileGenerator> generators = List.of(new RowFileGenerator(catalog, sources),
                new RenderedFileGenerator(catalog, sources,
                        List.of(new PdfRenderer(), new XlsxRenderer(), new ParquetRenderer())));
        Instant tomorrow = Instant.now().plusSeconds(86_400);
        long start = System.nanoTime();
        try (Draft draft = new DirectoryFileStore(new Store(Optional.of(Path.of(arguments[3]))))
                .draft(DownloadId.random(), 1, tomorrow, Optional.empty())) {
            long rows = generators.stream().filter(one -> one.makes(export, format)).findFirst().orElseThrow()
                    .generate(new DraftGeneration(export, format, parameters, draft));
            StoredFile file = draft.publish(export.fileName(format), format.contentType(), rows, tomorrow);
            System.out.println("made " + rows + " rows in " + file.bytes() + " bytes and "
                    + (System.nanoTime() - start) / 1_000_000 + " ms");
        }
    }

    private record Store(Optional<Path> directory) implements FileStoreConfig {

        @Override
        public FileStoreConfig.Store store() {
            return FileStoreConfig.Store.DIRECTORY;
        }

        @Override
        public MemorySize reserve() {
            return new MemorySize(BigInteger.ZERO);
        }

        @Override
        public MemorySize maximumSize() {
            return new MemorySize(BigInteger.TEN.pow(10));
        }
    }

    private static final class DraftGeneration implements Generation {

        private static final long CHECKPOINT_INTERVAL = TimeUnit.MILLISECONDS.toNanos(250);

        private final Export export;
        private final Format format;
        private final Map<String, Object> parameters;
        private final Draft draft;
        private long checkpointAt = System.nanoTime();

        DraftGeneration(Export export, Format format, Map<String, Object> parameters, Draft draft) {
            this.export = export;
            this.format = format;
            this.parameters = parameters;
            this.draft = draft;
        }

        @Override
        public Export export() {
            return export;
        }

        @Override
        public Format format() {
            return format;
        }

        @Override
        public Map<String, Object> parameters() {
            return parameters;
        }

        @Override
        public Optional<String> resumeToken() {
            return Optional.empty();
        }

        @Override
        public OutputStream output() {
            return draft.output();
        }

        @Override
        public Rendering rendering() throws IOException {
            return draft.rendering();
        }

        @Override
        public void progress(Progress progress) {
            // Progress is not observed.
        }

        @Override
        public boolean wantsCheckpoint() {
            return System.nanoTime() - checkpointAt > CHECKPOINT_INTERVAL;
        }

        @Override
        public void checkpoint(String token) throws IOException {
            draft.checkpoint(token);
            checkpointAt = System.nanoTime();
        }

        @Override
        public void onStop(Runnable interruption) {
            // The generation is never stopped.
        }
    }
}
