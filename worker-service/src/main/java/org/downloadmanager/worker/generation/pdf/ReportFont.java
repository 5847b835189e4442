package org.downloadmanager.worker.generation.pdf;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/** The font of a report: knows what it can print, and how wide that is. Sizes and widths are in points. */
final class ReportFont {

    private static final String RESOURCE = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
    private static final String ELLIPSIS = "…";
    private static final int UNKNOWN = '?';

    private final TrueTypeFont glyphs;
    private final CmapLookup characters;
    private final PDFont font;
    private final float unit;

    /** Only the glyphs that are used become part of the document. */
    ReportFont(PDDocument document) throws IOException {
        try (InputStream file = PDDocument.class.getResourceAsStream(RESOURCE)) {
            glyphs = new TTFParser().parse(new RandomAccessReadBuffer(file));
        }
        // Ligatures would be in the way of whoever searches the text or copies it.
        glyphs.setEnableGsub(false);
        characters = glyphs.getUnicodeCmapLookup();
        font = PDType0Font.load(document, glyphs, true);
        unit = glyphs.getUnitsPerEm();
    }

    PDFont font() {
        return font;
    }

    float width(String text, float size) throws IOException {
        float width = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            width += glyphs.getAdvanceWidth(characters.getGlyphId(text.codePointAt(i)));
        }
        return width / unit * size;
    }

    /** The text on one line, with a question mark for each character that the font lacks. */
    String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints()
                .map(character -> Character.isWhitespace(character) ? ' ' : character)
                .map(character -> characters.getGlyphId(character) == 0 ? UNKNOWN : character)
                .forEach(printable::appendCodePoint);
        return printable.toString();
    }

    /** As much of a printable text as goes into the width; what is left out is marked. */
    String fitted(String text, float size, float width) throws IOException {
        if (width(text, size) <= width) {
            return text;
        }
        int end = text.length();
        while (end > 0 && width(text.substring(0, end) + ELLIPSIS, size) > width) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end).stripTrailing() + ELLIPSIS;
    }

    /** A printable text in as many lines as it needs; only a single word can be wider than the width. */
    List<String> wrapped(String text, float size, float width) throws IOException {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : text.strip().split(" +")) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (!line.isEmpty() && width(longer, size) > width) {
                lines.add(line);
                line = word;
            } else {
                line = longer;
            }
        }
        lines.add(line);
        return lines;
    }
}
