package org.downloadmanager.worker.generation.pdf;

import java.awt.Color;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.BitSet;
import java.util.Locale;
import java.util.stream.Collectors;

import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.io.MemoryUsageSetting;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDPageContentStream.AppendMode;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.graphics.state.RenderingMode;
import org.apache.pdfbox.pdmodel.interactive.viewerpreferences.PDViewerPreferences;
import org.downloadmanager.worker.generation.pdf.TextLine.Run;

/**
 * The pages of a report, filled from top to bottom. Independent of the time and place of generation, so the same content
 * gives the same bytes. Lengths are in points, y is counted from the lower edge of the page.
 */
final class Report implements Closeable {

    static final Color INK = new Color(0x1B2638);
    static final Color GREY = new Color(0x5E6B7E);
    static final Color HAIRLINE = new Color(0xD5DBE5);
    static final Color BAND = new Color(0xF5F7FA);
    static final Color HEADING = new Color(0xE6ECF4);
    static final Color ACCENT = new Color(0x2B6CB0);

    private static final float MARGIN = 46;
    private static final float FOOTER = 22;
    private static final float SMALL = 8;
    private static final long IN_MEMORY = 8L * 1024 * 1024;

    private static final int WORK_OF_PAGE = 500;
    private static final int MAX_NAMED = 40;
    private static final float ROUNDING = 0.01f;

    private final PDDocument document = new PDDocument(MemoryUsageSetting.setupMixed(IN_MEMORY).streamCache);
    private final String title;
    private final StopCheck check;
    private final ReportFonts fonts;
    private final TextLayout layout;

    private PDRectangle size = PDRectangle.A4;
    private PDPageContentStream content;
    private float y;

    /** The first page starts with {@link #newPage}. */
    Report(String title, InstalledFonts installed, StopCheck check) throws IOException {
        this.title = title;
        this.check = check;
        this.fonts = new ReportFonts(document, installed, check);
        this.layout = new TextLayout(fonts, check);
        document.setDocumentId(0L);
        document.getDocumentInformation().setTitle(title);
        document.getDocumentCatalog().setLanguage("en");
        PDViewerPreferences preferences = new PDViewerPreferences(new COSDictionary());
        preferences.setDisplayDocTitle(true);
        document.getDocumentCatalog().setViewerPreferences(preferences);
    }

    /** Makes the following pages landscape. */
    void turn() {
        size = new PDRectangle(size.getHeight(), size.getWidth());
    }

    TextLayout layout() {
        return layout;
    }

    float left() {
        return MARGIN;
    }

    float width() {
        return size.getWidth() - 2 * MARGIN;
    }

    float widthIfTurned() {
        return size.getHeight() - 2 * MARGIN;
    }

    /** The usable height of an empty page. */
    float height() {
        return size.getHeight() - 2 * MARGIN - FOOTER;
    }

    /** The vertical position of the next element. */
    float y() {
        return y;
    }

    void down(float height) {
        y -= height;
    }

    float roomLeft() {
        return y - MARGIN - FOOTER;
    }

    boolean hasRoomFor(float height) {
        return height <= roomLeft() + ROUNDING;
    }

    /** Continues on the next page if an element of that height does not fit on this one. */
    void makeRoomFor(float height) throws IOException {
        if (!hasRoomFor(height)) {
            newPage();
        }
    }

    void newPage() throws IOException {
        check.worked(WORK_OF_PAGE);
        if (content != null) {
            content.close();
        }
        PDPage page = new PDPage(size);
        document.addPage(page);
        content = new PDPageContentStream(document, page);
        y = size.getHeight() - MARGIN;
    }

    int pages() {
        return document.getNumberOfPages();
    }

    /** The horizontal start of a line, at the edge from which it is read. */
    float beginOf(TextLine line, float fontSize) {
        return line.rightToLeft() ? left() + width() - line.width(fontSize) : left();
    }

    /** Writes text over the whole width, on at most the given number of lines. */
    void paragraph(String text, float fontSize, float pitch, boolean bold, int lines, Color color) throws IOException {
        for (TextLine line : layout.wrapped(text, fontSize, width(), lines)) {
            makeRoomFor(pitch);
            float baseline = y - fontSize * 0.9f;
            if (bold) {
                boldText(line, beginOf(line, fontSize), baseline, fontSize, color);
            } else {
                text(line, beginOf(line, fontSize), baseline, fontSize, color);
            }
            down(pitch);
        }
    }

    void text(TextLine text, float x, float baseline, float fontSize, Color color) throws IOException {
        write(content, text, x, baseline, fontSize, color);
    }

    /** The font has no bold face: its outlines are drawn a little thicker. */
    void boldText(TextLine text, float x, float baseline, float fontSize, Color color) throws IOException {
        content.setRenderingMode(RenderingMode.FILL_STROKE);
        content.setStrokingColor(color);
        content.setLineWidth(fontSize / 36);
        write(content, text, x, baseline, fontSize, color);
        content.setRenderingMode(RenderingMode.FILL);
    }

    void rectangle(float x, float bottom, float width, float height, Color color) throws IOException {
        content.setNonStrokingColor(color);
        content.addRect(x, bottom, width, height);
        content.fill();
    }

    void line(float x1, float y1, float x2, float y2, Color color) throws IOException {
        line(content, x1, y1, x2, y2, color);
    }

    /** Lists the characters that could not be drawn, numbers the pages and writes the document. */
    void finish(OutputStream output) throws IOException {
        noteMissingCharacters();
        content.close();
        content = null;
        int pages = document.getNumberOfPages();
        TextLine name = layout.fitted(title, SMALL, width() / 2);
        for (int number = 1; number <= pages; number++) {
            check.worked(WORK_OF_PAGE);
            PDPage page = document.getPage(number - 1);
            // Resetting the graphics state takes a third content stream with a buffer, so everything that was set is set
            // again instead.
            try (PDPageContentStream footer = new PDPageContentStream(document, page, AppendMode.APPEND, true, false)) {
                TextLine numbers = layout.fitted("Page " + number + " of " + pages, SMALL, width() / 2);
                float right = MARGIN + width();
                line(footer, MARGIN, MARGIN + 6, right, MARGIN + 6, HAIRLINE);
                write(footer, name, MARGIN, MARGIN - 6, SMALL, GREY);
                write(footer, numbers, right - numbers.width(SMALL), MARGIN - 6, SMALL, GREY);
            }
        }
        document.save(new StoppableOutput(output, check));
    }

    @Override
    public void close() throws IOException {
        if (content != null) {
            content.close();
        }
        fonts.close();
        document.close();
    }

    private void noteMissingCharacters() throws IOException {
        BitSet missing = fonts.missing();
        down(missing.isEmpty() && fonts.unjoined().isEmpty() ? 0 : 10);
        if (!missing.isEmpty()) {
            String named = missing.stream().limit(MAX_NAMED).mapToObj("U+%04X"::formatted)
                    .collect(Collectors.joining(", "));
            int others = missing.cardinality() - MAX_NAMED;
            note(Character.toString(ReportFonts.REPLACEMENT) + " stands for characters that no installed font has: "
                    + named
                    + (others > 0 ? " and " + others + " more." : "."));
        }
        if (!fonts.unjoined().isEmpty()) {
            note("Letters of these scripts are drawn one by one, not joined: " + fonts.unjoined().stream()
                    .map(script -> script.name().charAt(0) + script.name().substring(1).toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ")) + ".");
        }
    }

    private void note(String text) throws IOException {
        paragraph(text, SMALL, 11, false, Integer.MAX_VALUE, GREY);
    }

    private static void write(PDPageContentStream to, TextLine text, float x, float baseline, float fontSize,
            Color color)
            throws IOException {
        to.beginText();
        to.setNonStrokingColor(color);
        to.newLineAtOffset(x, baseline);
        for (Run run : text.runs()) {
            to.setFont(run.typeface().embedded(), fontSize);
            to.showText(run.text());
        }
        to.endText();
    }

    private static void line(PDPageContentStream to, float x1, float y1, float x2, float y2, Color color)
            throws IOException {
        to.setStrokingColor(color);
        to.setLineWidth(0.5f);
        to.moveTo(x1, y1);
        to.lineTo(x2, y2);
        to.stroke();
    }

    /** Writing a document of thousands of pages takes longer than a generator may take to stop. */
    private static final class StoppableOutput extends FilterOutputStream {

        private final StopCheck check;

        private StoppableOutput(OutputStream output, StopCheck check) {
            super(output);
            this.check = check;
        }

        @Override
        public void write(int b) throws IOException {
            check.worked(1);
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            check.worked(length);
            out.write(bytes, offset, length);
        }
    }
}
