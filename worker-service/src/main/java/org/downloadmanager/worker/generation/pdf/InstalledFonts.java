package org.downloadmanager.worker.generation.pdf;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.OS2WindowsMetricsTable;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeCollection;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBufferedFile;

import io.quarkus.logging.Log;

/**
 * The TrueType fonts of this machine and their characters. A file is read at most once, and only when a report needs a
 * character that the built-in font lacks; only its set of characters is kept.
 */
@Singleton
final class InstalledFonts {

    /** An open font file. Of a collection, the first font is used. */
    record OpenFont(TrueTypeFont font, Closeable file) implements Closeable {

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    private static final int DEEPEST_DIRECTORY = 8;
    private static final int WORK_OF_READING = 5_000;
    /** Styles that stand out in plain text. */
    private static final List<String> STYLES = List.of("bold", "black", "light", "thin", "medium", "heavy", "condensed",
            "italic", "oblique", "mono", "serif", "display", "rashi", "nastaliq", "looped", "unjoined");
    /** Tables of bitmap fonts, which a PDF cannot embed. */
    private static final List<String> PICTURES = List.of("CBDT", "sbix", "COLR", "SVG ");

    private final List<Path> places;
    private final List<Candidate> candidates = new ArrayList<>();
    private boolean listed;

    @Inject
    InstalledFonts(ReportConfig config) {
        this(config.fonts().orElse(List.of()));
    }

    InstalledFonts(List<Path> places) {
        this.places = List.copyOf(places);
    }

    /** The first font that has the character; the same one for as long as the process runs. */
    synchronized Optional<Path> having(int character, StopCheck check) throws IOException {
        if (!listed) {
            for (Path place : places) {
                candidates.addAll(candidates(place));
            }
            listed = true;
        }
        for (Candidate candidate : candidates) {
            if (candidate.isUnread()) {
                check.worked(WORK_OF_READING);
            }
            if (candidate.has(character)) {
                return Optional.of(candidate.file);
            }
        }
        return Optional.empty();
    }

    static OpenFont open(Path path) throws IOException {
        File file = path.toFile();
        if (!isCollection(path)) {
            TrueTypeFont font = new TTFParser().parse(new RandomAccessReadBufferedFile(file));
            return new OpenFont(font, font);
        }
        TrueTypeCollection collection = new TrueTypeCollection(file);
        try {
            List<TrueTypeFont> fonts = new ArrayList<>();
            collection.processAllFonts(fonts::add);
            return new OpenFont(fonts.get(0), collection);
        } catch (IOException | RuntimeException e) {
            collection.close();
            throw e;
        }
    }

    private static List<Candidate> candidates(Path place) {
        if (!Files.exists(place)) {
            return List.of();
        }
        // Regular faces come first, and among them those without serifs, like the built-in font.
        Comparator<Path> plainFirst = Comparator
                .<Path>comparingLong(file -> STYLES.stream().filter(name(file)::contains)
                        .count())
                .thenComparing(file -> !name(file).contains("sans")).thenComparing(Path::toString);
        try (Stream<Path> files = Files.walk(place.toRealPath(), DEEPEST_DIRECTORY)) {
            return files.filter(file -> isCollection(file) || name(file).endsWith(".ttf"))
                    .filter(Files::isRegularFile).sorted(plainFirst).map(Candidate::new).toList();
        } catch (IOException | RuntimeException e) {
            Log.warnf("Fonts cannot be listed: place=%s, cause=%s", place, e);
            return List.of();
        }
    }

    private static boolean isCollection(Path file) {
        return name(file).endsWith(".ttc");
    }

    private static String name(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT);
    }

    private static final class Candidate {

        private final Path file;
        private BitSet characters;

        private Candidate(Path file) {
            this.file = file;
        }

        private boolean isUnread() {
            return characters == null;
        }

        private boolean has(int character) {
            if (characters == null) {
                characters = characters();
            }
            return characters.get(character);
        }

        private BitSet characters() {
            BitSet found = new BitSet();
            try (OpenFont open = open(file)) {
                TrueTypeFont font = open.font();
                if (isEmbeddable(font)) {
                    CmapLookup lookup = font.getUnicodeCmapLookup();
                    for (int glyph = 1; glyph < font.getNumberOfGlyphs(); glyph++) {
                        List<Integer> codes = lookup.getCharCodes(glyph);
                        if (codes != null) {
                            codes.forEach(found::set);
                        }
                    }
                }
            } catch (IOException | RuntimeException e) {
                // An unreadable font file must not fail a report.
                Log.debugf("Font left out: file=%s, cause=%s", file, e);
                found.clear();
            }
            return found;
        }

        private static boolean isEmbeddable(TrueTypeFont font) throws IOException {
            OS2WindowsMetricsTable licensed = font.getOS2Windows();
            if (licensed == null || font.getPostScript() == null || font.getGlyph() == null
                    || PICTURES.stream().anyMatch(font.getTableMap()::containsKey)) {
                return false;
            }
            int forbidden = OS2WindowsMetricsTable.FSTYPE_NO_SUBSETTING | OS2WindowsMetricsTable.FSTYPE_BITMAP_ONLY;
            int usage = licensed.getFsType() & 0xF;
            return (licensed.getFsType() & forbidden) == 0 && usage != OS2WindowsMetricsTable.FSTYPE_RESTRICTED;
        }
    }
}
