package org.downloadmanager.worker.generation.sql;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.catalog.Query;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.files.Rendering;
import org.downloadmanager.previews.Preview;
import org.downloadmanager.worker.generation.Generation;

/**
 * Builds the preview of a full export: its row count, its first rows, and the approximate file size in each streaming
 * format, from some thousand rows.
 */
@Singleton
public class PreviewBuilder {

    private static final int SHOWN = 20;
    /** Enough for an average, and for several members of a compressed file. */
    private static final int WRITTEN = 5_000;
    private static final int MAX_TEXT = 80;
    private static final Pattern CHARACTER = Pattern.compile("\\X");

    private final Catalog catalog;
    private final Sources sources;
    private final Clock clock;

    public PreviewBuilder(Catalog catalog, Sources sources, Clock clock) {
        this.catalog = catalog;
        this.sources = sources;
        this.clock = clock;
    }

    /** Empty when the export cannot or must not be previewed. Fails as a file of that export would. */
    public Optional<Preview> make(Export export) throws Exception {
        Optional<Query> query = export.query().filter(Query::previewed);
        Optional<Map<String, Object>> whole = export.whole();
        return query.isPresent() && whole.isPresent()
                ? Optional.of(make(new Whole(export, whole.get()), query.get()))
                : Optional.empty();
    }

    private Preview make(Whole generation, Query query) throws Exception {
        Instant asOf = clock.instant();
        try (Rows rows = Rows.open(generation, catalog.source(query), sources)) {
            Map<Format, RowWriter> writers = new EnumMap<>(Format.class);
            Map<Format, Counter> written = new EnumMap<>(Format.class);
            for (Format format : generation.export().formats()) {
                if (!format.isRendered()) {
                    Counter counter = new Counter();
                    RowWriter writer = RowFileGenerator.writer(format, generation.export(), counter, rows.columns());
                    writer.begin(rows.columns());
                    writers.put(format, writer);
                    written.put(format, counter);
                }
            }
            List<List<String>> shown = new ArrayList<>();
            boolean more = rows.next();
            while (more && rows.count() <= WRITTEN) {
                if (shown.size() < SHOWN) {
                    shown.add(texts(rows));
                }
                for (RowWriter writer : writers.values()) {
                    writer.write(rows);
                }
                more = rows.next();
            }
            Long all = more ? generation.total : Long.valueOf(rows.count());
            Map<String, Long> bytes = new HashMap<>();
            for (Format format : writers.keySet()) {
                writers.get(format).finish();
                if (all != null) {
                    long sample = written.get(format).bytes;
                    bytes.put(format.extension(), more ? Math.round(sample * (double) all / WRITTEN) : sample);
                }
            }
            return new Preview(asOf, all, rows.columns().stream().map(ResultColumn::name).toList(), shown, bytes);
        }
    }

    private static List<String> texts(Rows rows) throws Exception {
        List<String> texts = new ArrayList<>();
        for (ResultColumn column : rows.columns()) {
            String text = rows.text(column);
            texts.add(text == null ? null : shortened(text));
        }
        return texts;
    }

    /** At most that many chars; an ellipsis marks omitted text. */
    static String shortened(String text) {
        if (text.length() <= MAX_TEXT) {
            return text;
        }
        // A visible character may have several code points, such as an emoji with its colour or a letter with its accents.
        Matcher character = CHARACTER.matcher(text.substring(0, Math.min(text.length(), 2 * MAX_TEXT)));
        int end = 0;
        while (character.find() && character.end() < MAX_TEXT) {
            end = character.end();
        }
        return text.substring(0, end) + '…';
    }

    /** A file that is only measured, also beyond the row limit of files. */
    private static final class Whole implements Generation {

        private final Export export;
        private final Map<String, Object> parameters;
        /** Null until counted. */
        private Long total;

        Whole(Export export, Map<String, Object> parameters) {
            this.export = export.withMaximumRows(Long.MAX_VALUE);
            this.parameters = parameters;
        }

        @Override
        public Export export() {
            return export;
        }

        @Override
        public Format format() {
            return Format.CSV;
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
            return OutputStream.nullOutputStream();
        }

        @Override
        public Rendering rendering() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void progress(Progress progress) {
            progress.total().ifPresent(known -> total = known);
        }

        @Override
        public boolean wantsCheckpoint() {
            return false;
        }

        @Override
        public void checkpoint(String token) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void onStop(Runnable interruption) {
            // A preview is short and is not stopped.
        }
    }

    private static final class Counter extends OutputStream {

        private long bytes;

        @Override
        public void write(int oneByte) throws IOException {
            bytes++;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            bytes += length;
        }
    }
}
