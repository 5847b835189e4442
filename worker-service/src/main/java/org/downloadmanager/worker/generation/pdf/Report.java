package org.downloadmanager.worker.generation.pdf;

import java.awt.Color;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.io.MemoryUsageSetting;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDPageContentStream.AppendMode;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.graphics.state.RenderingMode;
import org.apache.pdfbox.pdmodel.interactive.viewerpreferences.PDViewerPreferences;

/**
 * The pages of a report, filled from the top to the bottom. Nothing in it depends on when or where it is made, so the same
 * content gives the same bytes. Lengths are in points, y is counted from the lower edge of the page.
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

    private final PDDocument document = new PDDocument(MemoryUsageSetting.setupMixed(IN_MEMORY).streamCache);
    private final String title;
    private final ReportFont font;

    private PDRectangle size = PDRectangle.A4;
    private PDPageContentStream content;
    private float y;

    /** The first page is up to {@link #newPage}. */
    Report(String title) throws IOException {
        this.title = title;
        this.font = new ReportFont(document);
        document.setDocumentId(0L);
        document.getDocumentInformation().setTitle(title);
        document.getDocumentCatalog().setLanguage("en");
        PDViewerPreferences preferences = new PDViewerPreferences(new COSDictionary());
        preferences.setDisplayDocTitle(true);
        document.getDocumentCatalog().setViewerPreferences(preferences);
    }

    /** Turns the pages to come, so that more goes beside each other. */
    void turn() {
        size = new PDRectangle(size.getHeight(), size.getWidth());
    }

    ReportFont font() {
        return font;
    }

    float left() {
        return MARGIN;
    }

    float width() {
        return size.getWidth() - 2 * MARGIN;
    }

    /** Where the next thing on this page begins. */
    float y() {
        return y;
    }

    void down(float height) {
        y -= height;
    }

    boolean hasRoomFor(float height) {
        return y - height >= MARGIN + FOOTER;
    }

    void newPage() throws IOException {
        if (content != null) {
            content.close();
        }
        PDPage page = new PDPage(size);
        document.addPage(page);
        content = new PDPageContentStream(document, page);
        y = size.getHeight() - MARGIN;
    }

    void text(String text, float x, float baseline, float fontSize, Color color) throws IOException {
        write(content, text, x, baseline, fontSize, color);
    }

    /** The font has no bold sister: its outlines are drawn a little thicker instead. */
    void boldText(String text, float x, float baseline, float fontSize, Color color) throws IOException {
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

    /** Numbers the pages and writes the document. */
    void finish(OutputStream output) throws IOException {
        content.close();
        content = null;
        int pages = document.getNumberOfPages();
        for (int number = 1; number <= pages; number++) {
            PDPage page = document.getPage(number - 1);
            try (PDPageContentStream footer = new PDPageContentStream(document, page, AppendMode.APPEND, true, true)) {
                String numbers = "Page " + number + " of " + pages;
                float right = MARGIN + width();
                line(footer, MARGIN, MARGIN + 6, right, MARGIN + 6, HAIRLINE);
                write(footer, font.fitted(font.printable(title), SMALL, width() / 2), MARGIN, MARGIN - 6, SMALL, GREY);
                write(footer, numbers, right - font.width(numbers, SMALL), MARGIN - 6, SMALL, GREY);
            }
        }
        document.save(output);
    }

    @Override
    public void close() throws IOException {
        if (content != null) {
            content.close();
        }
        document.close();
    }

    private void write(PDPageContentStream to, String text, float x, float baseline, float fontSize, Color color)
            throws IOException {
        to.beginText();
        to.setNonStrokingColor(color);
        to.setFont(font.font(), fontSize);
        to.newLineAtOffset(x, baseline);
        to.showText(text);
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
}
