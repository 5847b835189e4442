package org.downloadmanager.worker.generation.pdf;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;

import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/** One font of one report. It is embedded when it is first used, with the used glyphs only. */
final class Typeface implements Closeable {

    private static final float UNKNOWN = -1;
    private static final float MISSING = -2;
    private static final int REMEMBERED = 0x3000;

    private final PDDocument document;
    private final TrueTypeFont font;
    private final Closeable file;
    private final CmapLookup glyphs;
    private final float unitsPerEm;
    private final float[] advances = new float[REMEMBERED];
    private PDFont embedded;

    Typeface(PDDocument document, TrueTypeFont font, Closeable file) throws IOException {
        this.document = document;
        this.font = font;
        this.file = file;
        // Ligatures would break searching and copying.
        font.setEnableGsub(false);
        glyphs = font.getUnicodeCmapLookup();
        unitsPerEm = font.getUnitsPerEm();
        Arrays.fill(advances, UNKNOWN);
    }

    boolean has(int character) throws IOException {
        return lookup(character) >= 0;
    }

    /** The advance width of a character in a font of one point. */
    float advance(int character) throws IOException {
        return Math.max(0, lookup(character));
    }

    PDFont embedded() throws IOException {
        if (embedded == null) {
            embedded = PDType0Font.load(document, font, true);
        }
        return embedded;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private float lookup(int character) throws IOException {
        if (character >= REMEMBERED) {
            return read(character);
        }
        if (advances[character] == UNKNOWN) {
            advances[character] = read(character);
        }
        return advances[character];
    }

    private float read(int character) throws IOException {
        // Some fonts have empty glyphs for control characters.
        int glyph = Character.isISOControl(character) ? 0 : glyphs.getGlyphId(character);
        return glyph == 0 ? MISSING : font.getAdvanceWidth(glyph) / unitsPerEm;
    }
}
