package org.downloadmanager.worker.generation.pdf;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Rectangle2D;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.downloadmanager.worker.generation.pdf.BarChart.Bar;
import org.downloadmanager.worker.generation.pdf.DrawnReport.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BarChartTest {

    private static final double MARGIN = 46;

    static Stream<List<Bar>> charts() {
        return Stream.of(
                bars(1, 2, 3),
                bars(0, 0, 0),
                bars(-1, -20, -3),
                bars(-1e-300, 5e-324, 0),
                bars(Double.MAX_VALUE, -Double.MAX_VALUE, 1),
                bars(1.7e308, 1.6e308),
                bars(IntStream.range(0, 40).mapToDouble(i -> i - 20).toArray()),
                List.of(new Bar("a label without end ".repeat(100), -1e300, "-1" + "234567890".repeat(40)),
                        new Bar("b", 1e300, "1" + "234567890".repeat(40)), new Bar("", 0, "0")));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void allBarsAndTextStayOnThePage(List<Bar> bars) throws IOException {
        for (boolean turned : List.of(false, true)) {
            // When
            DrawnReport report = drawn(bars, turned);

            // Then
            for (Page page : report.pages()) {
                double right = page.area().getWidth() - MARGIN + 0.1;
                double bottom = page.area().getHeight() - MARGIN + 0.1;
                assertThat(page.rectangles()).allMatch(bar -> bar.getMinX() >= MARGIN - 0.1 && bar.getMaxX() <= right
                        && bar.getMinY() >= MARGIN && Double.isFinite(bar.getWidth()));
                assertThat(page.glyphs()).allMatch(glyph -> glyph.left() >= MARGIN - 0.1 && glyph.right() <= right
                        && glyph.baseline() <= bottom + 12);
            }
            assertThat(report.pages().stream().mapToInt(page -> page.rectangles().size()).sum()).isEqualTo(bars.size());
        }
    }

    @Test
    void barsAreProportionalToTheirValues() throws IOException {
        // When
        List<Rectangle2D> bars = drawn(bars(1e308, -5e307, 0), false).pages().get(0).rectangles();

        // Then
        assertThat(bars.get(1).getWidth() / bars.get(0).getWidth()).isBetween(0.499, 0.501);
        assertThat(bars.get(1).getMaxX()).isEqualTo(bars.get(0).getMinX());
        assertThat(bars.get(2).getWidth()).isZero();
    }

    @Test
    void aChartHigherThanThePageContinuesOnTheNext() throws IOException {
        // When
        DrawnReport report = drawn(bars(IntStream.rangeClosed(1, 40).asDoubleStream().toArray()), true);

        // Then
        assertThat(report.pages()).hasSize(2).allMatch(page -> page.text().startsWith("The chart\n"));
        assertThat(report.text())
                .contains(IntStream.rangeClosed(1, 40).mapToObj(i -> "bar " + i + " " + i + ".0\n").toList());
    }

    private static List<Bar> bars(double... values) {
        return DoubleStream.of(values).mapToObj(value -> new Bar("bar " + (int) value, value, Double.toString(value)))
                .toList();
    }

    private static DrawnReport drawn(List<Bar> bars, boolean turned) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (Report report = new Report("Title", new InstalledFonts(List.of()), new StopCheck(() -> {}))) {
            if (turned) {
                report.turn();
            }
            report.newPage();
            new BarChart("The chart", bars).draw(report);
            report.finish(output);
        }
        return DrawnReport.of(output.toByteArray());
    }
}
