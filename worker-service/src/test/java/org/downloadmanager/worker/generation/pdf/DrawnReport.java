package org.downloadmanager.worker.generation.pdf;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.apache.pdfbox.Loader;
import org.apache.pdfbox.contentstream.PDFGraphicsStreamEngine;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.graphics.image.PDImage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/** The visible content of a finished report, read from its file. */
record DrawnReport(List<Page> pages) {

    /** A page: its text as copied, and the positions of its characters and bars. */
    record Page(Rectangle2D area, String text, List<Glyph> glyphs, List<Rectangle2D> rectangles) {}

    /** A character, in points from the upper left corner. */
    record Glyph(String text, double left, double right, double baseline) {}

    static DrawnReport of(byte[] pdf) throws IOException {
        List<Page> pages = new ArrayList<>();
        try (PDDocument document = Loader.loadPDF(pdf)) {
            for (PDPage page : document.getPages()) {
                List<Glyph> glyphs = new ArrayList<>();
                PDFTextStripper text = new PDFTextStripper() {
                    @Override
                    protected void processTextPosition(TextPosition position) {
                        glyphs.add(
                                new Glyph(position.getUnicode(), position.getX(), position.getX() + position.getWidth(),
                                        position.getY()));
                        super.processTextPosition(position);
                    }
                };
                text.setSortByPosition(true);
                text.setStartPage(pages.size() + 1);
                text.setEndPage(pages.size() + 1);
                text.setLineSeparator("\n");
                String copied = text.getText(document);
                Rectangles rectangles = new Rectangles(page);
                rectangles.processPage(page);
                pages.add(new Page(
                        new Rectangle2D.Double(0, 0, page.getMediaBox().getWidth(), page.getMediaBox().getHeight()),
                        copied, glyphs, rectangles.found));
            }
        }
        return new DrawnReport(pages);
    }

    /** The text of all pages. */
    String text() {
        return String.join("", pages.stream().map(Page::text).toList());
    }

    private static final class Rectangles extends PDFGraphicsStreamEngine {

        private final List<Rectangle2D> found = new ArrayList<>();

        private Rectangles(PDPage page) {
            super(page);
        }

        @Override
        public void appendRectangle(Point2D p0, Point2D p1, Point2D p2, Point2D p3) {
            Rectangle2D rectangle = new Rectangle2D.Double(p0.getX(), p0.getY(), 0, 0);
            rectangle.add(p2);
            found.add(rectangle);
        }

        @Override
        public void drawImage(PDImage image) {}

        @Override
        public void clip(int windingRule) {}

        @Override
        public void moveTo(float x, float y) {}

        @Override
        public void lineTo(float x, float y) {}

        @Override
        public void curveTo(float x1, float y1, float x2, float y2, float x3, float y3) {}

        @Override
        public Point2D getCurrentPoint() {
            return new Point2D.Float();
        }

        @Override
        public void closePath() {}

        @Override
        public void endPath() {}

        @Override
        public void strokePath() {}

        @Override
        public void fillPath(int windingRule) {}

        @Override
        public void fillAndStrokePath(int windingRule) {}

        @Override
        public void shadingFill(COSName shading) {}
    }
}
