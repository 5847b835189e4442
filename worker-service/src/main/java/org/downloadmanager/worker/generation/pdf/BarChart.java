package org.downloadmanager.worker.generation.pdf;

import java.io.IOException;
import java.util.List;

/** Horizontal bars, each with its name and its value, over as many pages as they need. */
final class BarChart {

    record Bar(String label, double value, String text) {}

    private static final float TITLE_FONT = 11;
    private static final float FONT = 8;
    private static final float PITCH = 14;
    private static final float THICKNESS = 9;
    private static final float TITLE = 20;
    private static final float GAP = 18;
    private static final float WIDEST_LABEL = 0.35f;
    private static final float WIDEST_TEXT = 0.2f;
    /** A long chart starts on a new page when fewer bars than this fit on the current one. */
    private static final int MIN = 5;

    private final String title;
    private final List<Bar> bars;

    BarChart(String title, List<Bar> bars) {
        this.title = title;
        this.bars = bars;
    }

    void draw(Report report) throws IOException {
        if (bars.isEmpty()) {
            return;
        }
        boolean fitsOnOnePage = height(bars.size()) <= report.height();
        if (!report.hasRoomFor(height(fitsOnOnePage ? bars.size() : MIN))) {
            report.newPage();
        }
        Axis axis = axis(report);
        int drawn = 0;
        while (drawn < bars.size()) {
            if (drawn > 0) {
                report.newPage();
            }
            int fitting = (int) ((report.roomLeft() - height(0)) / PITCH);
            int end = Math.min(bars.size(), drawn + fitting);
            draw(report, axis, bars.subList(drawn, end));
            drawn = end;
        }
    }

    private void draw(Report report, Axis axis, List<Bar> some) throws IOException {
        TextLayout layout = report.layout();
        TextLine heading = layout.fitted(title, TITLE_FONT, report.width());
        report.boldText(heading, report.beginOf(heading, TITLE_FONT), report.y() - 11, TITLE_FONT, Report.INK);
        float top = report.y() - TITLE;
        for (int i = 0; i < some.size(); i++) {
            Bar bar = some.get(i);
            float bottom = top - i * PITCH - THICKNESS - 2;
            TextLine label = layout.fitted(bar.label(), FONT, axis.labels);
            report.text(label, report.left() + axis.labels - label.width(FONT), bottom + 1.5f, FONT, Report.INK);
            float extent = axis.extent(bar.value());
            report.rectangle(axis.zero + Math.min(0, extent), bottom, Math.abs(extent), THICKNESS, Report.ACCENT);
            TextLine text = layout.fitted(NumberText.compact(bar.text()), FONT, axis.texts);
            float x = extent >= 0 ? axis.zero + extent + 4 : axis.zero + extent - 4 - text.width(FONT);
            report.text(text, x, bottom + 1.5f, FONT, Report.GREY);
        }
        report.line(axis.zero, top, axis.zero, top - some.size() * PITCH, Report.GREY);
        report.down(height(some.size()));
    }

    private static float height(int bars) {
        return TITLE + bars * PITCH + GAP;
    }

    private Axis axis(Report report) throws IOException {
        float labels = 0;
        float texts = 0;
        double greatest = 0;
        for (Bar bar : bars) {
            labels = Math.max(labels, report.layout().width(bar.label(), FONT, report.width() * WIDEST_LABEL));
            texts = Math.max(texts,
                    report.layout().width(NumberText.compact(bar.text()), FONT, report.width() * WIDEST_TEXT));
            greatest = Math.max(greatest, Math.abs(bar.value()));
        }
        // As shares of the longest bar: the difference of two values may exceed the range of a double.
        double below = 0;
        double above = 0;
        for (Bar bar : bars) {
            double share = greatest > 0 ? bar.value() / greatest : 0;
            below = Math.max(below, -share);
            above = Math.max(above, share);
        }
        float start = report.left() + labels + 10 + (below > 0 ? texts + 4 : 0);
        float length = report.left() + report.width() - texts - 6 - start;
        float unit = below + above > 0 ? (float) (length / (below + above)) : 0;
        return new Axis(labels, texts, start + (float) below * unit, greatest, unit);
    }

    /**
     * @param labels width of the widest name
     * @param texts width of the widest value
     * @param zero where bars start
     * @param greatest the absolute value of the longest bar
     * @param unit the length of that bar
     */
    private record Axis(float labels, float texts, float zero, double greatest, float unit) {

        /** The extent of a bar to the right, or to the left when negative. */
        float extent(double value) {
            return greatest > 0 ? (float) (value / greatest) * unit : 0;
        }
    }
}
