package org.downloadmanager.worker.generation.pdf;

import java.io.IOException;
import java.util.List;

/** Horizontal bars, one under the other, each with its name and its value. */
final class BarChart {

    record Bar(String label, double value, String text) {}

    private static final float FONT = 8;
    private static final float PITCH = 14;
    private static final float THICKNESS = 9;
    private static final float TITLE = 20;

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
        if (!report.hasRoomFor(height())) {
            report.newPage();
        }
        ReportFont font = report.font();
        report.boldText(font.printable(title), report.left(), report.y() - 11, 11, Report.INK);

        float labels = 0;
        float texts = 0;
        double least = 0;
        double greatest = 0;
        for (Bar bar : bars) {
            labels = Math.max(labels, font.width(font.printable(bar.label()), FONT));
            texts = Math.max(texts, font.width(bar.text(), FONT));
            least = Math.min(least, bar.value());
            greatest = Math.max(greatest, bar.value());
        }
        labels = Math.min(labels, report.width() * 0.4f);
        float negativeTexts = least < 0 ? texts + 4 : 0;
        float start = report.left() + labels + 10 + negativeTexts;
        float length = report.left() + report.width() - texts - 6 - start;
        double scale = greatest > least ? length / (greatest - least) : 0;
        float zero = start + (float) (-least * scale);

        float top = report.y() - TITLE;
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            float bottom = top - i * PITCH - THICKNESS - 2;
            String label = font.fitted(font.printable(bar.label()), FONT, labels);
            report.text(label, report.left() + labels - font.width(label, FONT), bottom + 1.5f, FONT, Report.INK);
            float extent = (float) (bar.value() * scale);
            report.rectangle(Math.min(zero, zero + extent), bottom, Math.abs(extent), THICKNESS, Report.ACCENT);
            float text = extent >= 0 ? zero + extent + 4 : zero + extent - 4 - font.width(bar.text(), FONT);
            report.text(bar.text(), text, bottom + 1.5f, FONT, Report.GREY);
        }
        report.line(zero, top, zero, top - bars.size() * PITCH, Report.GREY);
        report.down(height());
    }

    private float height() {
        return TITLE + bars.size() * PITCH + 18;
    }
}
