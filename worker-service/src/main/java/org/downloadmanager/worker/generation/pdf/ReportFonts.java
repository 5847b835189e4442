package org.downloadmanager.worker.generation.pdf;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.Character.UnicodeScript;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.downloadmanager.worker.generation.pdf.InstalledFonts.OpenFont;

import io.quarkus.logging.Log;

/**
 * The fonts of one report: the built-in one, and installed ones for the characters that it lacks. Records the characters
 * that no font has.
 */
final class ReportFonts implements Closeable {

    /** Drawn for a character that no font has. */
    static final int REPLACEMENT = '□';

    private static final String RESOURCE = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

    /**
     * Scripts that are readable but misspelt when each letter is drawn separately. Arabic is joined in {@link
     * ArabicLetters}.
     */
    private static final Set<UnicodeScript> JOINING = EnumSet.of(UnicodeScript.SYRIAC, UnicodeScript.NKO,
            UnicodeScript.MANDAIC, UnicodeScript.DEVANAGARI, UnicodeScript.BENGALI, UnicodeScript.GURMUKHI,
            UnicodeScript.GUJARATI, UnicodeScript.ORIYA, UnicodeScript.TAMIL, UnicodeScript.TELUGU,
            UnicodeScript.KANNADA,
            UnicodeScript.MALAYALAM, UnicodeScript.SINHALA, UnicodeScript.MYANMAR, UnicodeScript.KHMER,
            UnicodeScript.TIBETAN, UnicodeScript.MONGOLIAN, UnicodeScript.JAVANESE, UnicodeScript.BALINESE);

    private final PDDocument document;
    private final InstalledFonts installed;
    private final StopCheck check;
    private final Typeface builtIn;
    private final Optional<Typeface> usual;
    private final Map<Integer, Optional<Typeface>> others = new HashMap<>();
    private final Map<Path, Optional<Typeface>> opened = new LinkedHashMap<>();
    private final BitSet missing = new BitSet();
    private final Set<UnicodeScript> unjoined = EnumSet.noneOf(UnicodeScript.class);

    ReportFonts(PDDocument document, InstalledFonts installed, StopCheck check) throws IOException {
        this.document = document;
        this.installed = installed;
        this.check = check;
        try (InputStream file = PDDocument.class.getResourceAsStream(RESOURCE)) {
            TrueTypeFont font = new TTFParser().parse(new RandomAccessReadBuffer(file));
            builtIn = new Typeface(document, font, font);
        }
        usual = Optional.of(builtIn);
    }

    /** The font for a character; a combining mark prefers the font of the letter before it. */
    Optional<Typeface> having(int character, Typeface before) throws IOException {
        if (before != null && before != builtIn && isMark(character) && before.has(character)) {
            return Optional.of(before);
        }
        if (builtIn.has(character)) {
            return usual;
        }
        Optional<Typeface> other = others.get(character);
        if (other == null) {
            other = find(character);
            others.put(character, other);
        }
        return other;
    }

    Typeface builtIn() {
        return builtIn;
    }

    /** Records that no font has the character, or that its script needs shaping. */
    void note(int character, Optional<Typeface> found) {
        if (found.isEmpty()) {
            missing.set(character);
        } else if (found.get() != builtIn) {
            UnicodeScript script = UnicodeScript.of(character);
            if (JOINING.contains(script)) {
                unjoined.add(script);
            }
        }
    }

    /** The scripts of this report whose letters are drawn without the shaping that they need. */
    Set<UnicodeScript> unjoined() {
        return unjoined;
    }

    /** The characters of this report that no font has. */
    BitSet missing() {
        return missing;
    }

    static boolean isMark(int character) {
        int type = Character.getType(character);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }

    @Override
    public void close() throws IOException {
        builtIn.close();
        for (Optional<Typeface> typeface : opened.values()) {
            if (typeface.isPresent()) {
                typeface.get().close();
            }
        }
    }

    private Optional<Typeface> find(int character) throws IOException {
        if (Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE) {
            return Optional.empty();
        }
        Optional<Path> file = installed.having(character, check);
        return file.isEmpty() ? Optional.empty() : opened.computeIfAbsent(file.get(), this::open);
    }

    private Optional<Typeface> open(Path file) {
        try {
            OpenFont open = InstalledFonts.open(file);
            return Optional.of(new Typeface(document, open.font(), open));
        } catch (IOException | RuntimeException e) {
            Log.warnf("A font that was there is not any more: file=%s, cause=%s", file, e);
            return Optional.empty();
        }
    }
}
