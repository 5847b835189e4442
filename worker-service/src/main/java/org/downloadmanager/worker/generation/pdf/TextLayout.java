package org.downloadmanager.worker.generation.pdf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.downloadmanager.worker.generation.pdf.TextLine.Run;

import com.ibm.icu.text.Bidi;

/** Breaks text into lines. Sizes and widths are in points. Reads only as much of a long text as can be shown. */
final class TextLayout {

    private static final String ELLIPSIS = "…";
    /** More than twice as many as the narrowest letters need; the others can be combining marks, which have no width. */
    private static final float CHARACTERS_PER_EM = 12;
    private static final int MIN_CHARACTERS = 32;
    private static final int MAX_CHARACTERS = 100_000;
    private static final int WORK_OF_TEXT = 5;
    private static final float ROUNDING = 1e-4f;

    private final ReportFonts fonts;
    private final StopCheck check;
    private Bidi bidi;
    private final float ellipsis;

    TextLayout(ReportFonts fonts, StopCheck check) throws IOException {
        this.fonts = fonts;
        this.check = check;
        this.ellipsis = fonts.builtIn().advance(ELLIPSIS.codePointAt(0));
    }

    /** The width of a text on one line, or the limit if that is less. */
    float width(String text, float size, float limit) throws IOException {
        PreparedText prepared = prepared(text, limit / size);
        Ruler ruler = new Ruler(prepared, 0);
        while (ruler.hasNext() && ruler.ems() * size < limit) {
            ruler.next();
        }
        return Math.min(ruler.ems() * size, limit);
    }

    /** A text cut to the width, with an ellipsis if something is left out. */
    TextLine fitted(String text, float size, float width) throws IOException {
        return fitted(prepared(text, width / size), 0, width / size);
    }

    /**
     * A text on up to the given number of lines, broken at spaces, and within words that are wider than a line. An
     * ellipsis marks omitted text.
     */
    List<TextLine> wrapped(String text, float size, float width, int lines) throws IOException {
        float ems = width / size;
        PreparedText prepared = prepared(text, ems * lines);
        List<TextLine> wrapped = new ArrayList<>();
        int start = skipSpaces(prepared, 0);
        while (start < prepared.characters().length) {
            int end = endOfLine(prepared, start, ems);
            int next = skipSpaces(prepared, end);
            if (wrapped.size() == lines - 1 && next < prepared.characters().length) {
                wrapped.add(fitted(prepared, start, ems));
                return wrapped;
            }
            wrapped.add(line(prepared, start, end, ""));
            start = next;
        }
        return wrapped;
    }

    private PreparedText prepared(String text, float ems) throws IOException {
        int limit = (int) Math.min(MAX_CHARACTERS, ems * CHARACTERS_PER_EM + MIN_CHARACTERS);
        check.worked(WORK_OF_TEXT + Math.min(limit, text.length()));
        return PreparedText.of(text, limit, character -> fonts.having(character, null).isPresent());
    }

    private TextLine fitted(PreparedText text, int start, float ems) throws IOException {
        Ruler ruler = new Ruler(text, start);
        int fitting = start;
        while (ruler.hasNext()) {
            ruler.next();
            if (ruler.ems() > ems + ROUNDING) {
                return line(text, start, fitting, ELLIPSIS);
            }
            if (ruler.ems() + ellipsis <= ems + ROUNDING) {
                fitting = ruler.position();
            }
        }
        return line(text, start, ruler.position(), "");
    }

    private int endOfLine(PreparedText text, int start, float ems) throws IOException {
        Ruler ruler = new Ruler(text, start);
        int fitting = start;
        int wordsFitting = start;
        while (ruler.hasNext()) {
            int character = ruler.next();
            if (ruler.ems() > ems + ROUNDING && character != ' ' && fitting > start) {
                return wordsFitting > start ? wordsFitting : fitting;
            }
            if (character == ' ') {
                wordsFitting = ruler.position();
            }
            if (!ruler.isBeforeMark()) {
                fitting = ruler.position();
            }
        }
        return ruler.position();
    }

    private static int skipSpaces(PreparedText text, int from) {
        int position = from;
        while (position < text.characters().length && text.characters()[position] == ' ') {
            position++;
        }
        return position;
    }

    /** The characters from start to end, without trailing spaces, in visual order. */
    private TextLine line(PreparedText text, int start, int end, String suffix) throws IOException {
        int last = end;
        while (last > start && text.characters()[last - 1] == ' ') {
            last--;
        }
        String logical = new String(text.characters(), start, last - start) + suffix;
        if (!text.bidirectional()) {
            return drawable(logical, false);
        }
        if (bidi == null) {
            bidi = new Bidi();
        }
        bidi.setPara(logical, text.direction(), null);
        String visual = bidi.writeReordered(
                Bidi.DO_MIRRORING | Bidi.REMOVE_BIDI_CONTROLS);
        return drawable(visual, text.direction() == Bidi.RTL);
    }

    private TextLine drawable(String visual, boolean rightToLeft) throws IOException {
        List<Run> runs = new ArrayList<>();
        StringBuilder run = new StringBuilder();
        Typeface typeface = null;
        float ems = 0;
        int character;
        for (int i = 0; i < visual.length(); i += Character.charCount(character)) {
            character = visual.codePointAt(i);
            if (PreparedText.isDirectionMark(character)) {
                continue;
            }
            Optional<Typeface> found = fonts.having(character, typeface);
            fonts.note(character, found);
            Typeface next = found.orElse(fonts.builtIn());
            if (next != typeface && !run.isEmpty()) {
                runs.add(new Run(typeface, run.toString()));
                run.setLength(0);
            }
            typeface = next;
            int drawn = found.isPresent() ? character : ReportFonts.REPLACEMENT;
            run.appendCodePoint(drawn);
            ems += typeface.advance(drawn);
        }
        if (!run.isEmpty()) {
            runs.add(new Run(typeface, run.toString()));
        }
        return new TextLine(runs, ems, rightToLeft);
    }

    /** Adds up the widths of the characters of a text. */
    private final class Ruler {

        private final int[] characters;
        private int position;
        private float ems;
        private Typeface typeface;

        private Ruler(PreparedText text, int start) {
            characters = text.characters();
            position = start;
        }

        private boolean hasNext() {
            return position < characters.length;
        }

        private int next() throws IOException {
            int character = characters[position++];
            if (!PreparedText.isDirectionMark(character)) {
                Optional<Typeface> found = fonts.having(character, typeface);
                typeface = found.orElse(fonts.builtIn());
                ems += typeface.advance(found.isPresent() ? character : ReportFonts.REPLACEMENT);
            }
            return character;
        }

        private int position() {
            return position;
        }

        private float ems() {
            return ems;
        }

        /** Whether the next character is a mark of this one. */
        private boolean isBeforeMark() {
            return hasNext() && ReportFonts.isMark(characters[position]);
        }
    }
}
