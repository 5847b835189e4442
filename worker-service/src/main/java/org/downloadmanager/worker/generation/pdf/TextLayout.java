package org.downloadmanager.worker.generation.pdf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.downloadmanager.worker.generation.pdf.TextLine.Run;

import com.ibm.icu.text.Bidi;

/**
 * Turns text into lines that can be drawn. Sizes and widths are in points. However long a text is, only as much of it is
 * looked at as could be shown.
 */
final class TextLayout {

    private static final String ELLIPSIS = "…";
    /** More than twice as many as there are of the narrowest letter; the others can be marks, which take no width. */
    private static final float CHARACTERS_PER_EM = 12;
    private static final int FEWEST_CHARACTERS = 32;
    private static final int MOST_CHARACTERS = 100_000;
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

    /** How wide a text is on one line, or the limit if that is less. */
    float width(String text, float size, float limit) throws IOException {
        PreparedText prepared = prepared(text, limit / size);
        Ruler ruler = new Ruler(prepared, 0);
        while (ruler.hasNext() && ruler.ems() * size < limit) {
            ruler.next();
        }
        return Math.min(ruler.ems() * size, limit);
    }

    /** As much of a text as goes into the width; what is left out is marked. */
    TextLine fitted(String text, float size, float width) throws IOException {
        return fitted(prepared(text, width / size), 0, width / size);
    }

    /**
     * A text in as many lines as it needs, broken at spaces, and within a word that is wider than the width. What goes
     * beyond the last line is left out and marked.
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
        int limit = (int) Math.min(MOST_CHARACTERS, ems * CHARACTERS_PER_EM + FEWEST_CHARACTERS);
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

    /** The characters from start to end, without the spaces at their end, in the order in which they are drawn. */
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

    /** Goes through a text and adds up how wide its characters are. */
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

        /** Whether the next character belongs to this one. */
        private boolean isBeforeMark() {
            return hasNext() && ReportFonts.isMark(characters[position]);
        }
    }
}
