package org.downloadmanager.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The distribution of all subjects' values at one load, one line each, on a logarithmic scale. */
record Plot(String figure, String title, String load, String unit, List<Row> rows) {

    private static final List<String> COLOURS = List.of("#0b6e4f", "#c8553d", "#e0a030", "#3066be", "#6d435a");
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int LEFT = 50;
    private static final int RIGHT = 620;
    private static final int TOP = 40;
    private static final int BOTTOM = 310;

    /** A plot for each load with enough values. */
    static List<Plot> of(Outcome outcome) {
        Map<String, List<Row>> byLoad = outcome.rows().stream().filter(Row::hasMany)
                .collect(Collectors.groupingBy(row -> row.load() + "|" + row.unit(), LinkedHashMap::new,
                        Collectors.toList()));
        return byLoad.values().stream().map(rows -> new Plot(outcome.figure(), outcome.title(), rows.get(0).load(),
                rows.get(0).unit(), rows)).toList();
    }

    String fileName() {
        return (figure + "-" + load + "-" + unit).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".svg";
    }

    String svg() {
        int first = (int) Math.floor(Math.log10(least()));
        int last = Math.max(first + 1, (int) Math.ceil(Math.log10(max())));
        StringBuilder svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="%d" y="20" font-size="14">%s, %s (%s)</text>
                """.formatted(WIDTH, HEIGHT, LEFT, text(title), text(load), text(unit)));
        for (int power = first; power <= last; power++) {
            double x = x(Math.pow(10, power), first, last);
            line(svg, x, TOP, x, BOTTOM);
            label(svg, x, BOTTOM + 16, "middle", Table.number(Math.pow(10, power)));
        }
        for (double share : List.of(0.0, 0.25, 0.5, 0.75, 1.0)) {
            line(svg, LEFT, y(share), RIGHT, y(share));
            label(svg, LEFT - 6, y(share) + 4, "end", Math.round(share * 100) + " %");
        }
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            String colour = COLOURS.get(i % COLOURS.size());
            svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"").append(colour).append("\" points=\"")
                    .append(steps(row).stream().map(point -> "%.1f,%.1f".formatted(
                            x(point.value(), first, last), y(point.share()))).collect(Collectors.joining(" ")))
                    .append("\"/>\n");
            svg.append("<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n".formatted(
                    LEFT + i * (RIGHT - LEFT) / rows.size(), HEIGHT - 12, colour, text(row.contestant())));
        }
        return svg.append("</svg>\n").toString();
    }

    private double least() {
        return rows.stream().flatMap(row -> row.curve().stream()).mapToDouble(Samples.Point::value)
                .filter(value -> value > 0).min().orElse(1);
    }

    private double max() {
        return rows.stream().mapToDouble(Row::max).max().orElse(1);
    }

    private static List<Samples.Point> steps(Row row) {
        List<Samples.Point> steps = new ArrayList<>();
        double before = 0;
        for (Samples.Point point : row.curve()) {
            steps.add(new Samples.Point(point.value(), before));
            steps.add(point);
            before = point.share();
        }
        return steps;
    }

    private static double x(double value, int first, int last) {
        double share = (Math.log10(Math.max(value, Math.pow(10, first))) - first) / (last - first);
        return LEFT + share * (RIGHT - LEFT);
    }

    private static double y(double share) {
        return BOTTOM - share * (BOTTOM - TOP);
    }

    private static void line(StringBuilder svg, double x1, double y1, double x2, double y2) {
        svg.append(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n".formatted(x1, y1, x2, y2));
    }

    private static void label(StringBuilder svg, double x, double y, String anchor, String label) {
        svg.append("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#555\">%s</text>%n".formatted(x, y, anchor,
                label));
    }

    private static String text(String plain) {
        return plain.replace("&", "&amp;").replace("<", "&lt;");
    }
}
