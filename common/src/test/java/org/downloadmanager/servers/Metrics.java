package org.downloadmanager.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The metrics of a service, and their documentation. */
public record Metrics(String text) {

    private static final Path TABLE = Path.of("..", "deploy", "docs", "metrics.md");
    /** Name, labels and services of a row in the documentation. */
    private static final Pattern ROW = Pattern.compile("^\\| `(downloads_[a-z_]+)` \\|([^|]*)\\|([^|]*)\\|",
            Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("`([a-z]+)`");
    private static final Pattern SERIES = Pattern.compile("^(downloads_[a-z_]+)(\\{[^}]*})? ", Pattern.MULTILINE);
    private static final Pattern LABEL_OF_SERIES = Pattern.compile("([a-z]+)=\"");

    /** The metrics of this system with their labels, such as {@code downloads_ended_total export outcome}. */
    public Set<String> ours() {
        return SERIES.matcher(text).results()
                .map(series -> family(series.group(1)) + labels(LABEL_OF_SERIES, series.group(2)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Zero when the series does not exist. */
    public double value(String series) {
        return text.lines().filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst().orElse(0);
    }

    /** The documented metrics of a service. */
    public static Set<String> documented(String service) throws IOException {
        return ROW.matcher(Files.readString(TABLE)).results()
                .filter(row -> row.group(3).contains(service))
                .map(row -> row.group(1) + labels(LABEL, row.group(2)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A histogram is one metric with many series. */
    private static String family(String series) {
        return series.replaceFirst("_(bucket|count|sum|max)$", "");
    }

    private static String labels(Pattern each, String text) {
        return text == null
                ? ""
                : each.matcher(text).results().map((MatchResult label) -> label.group(1))
                        .filter(label -> !label.equals("le")).distinct().sorted()
                        .map(label -> " " + label).collect(Collectors.joining());
    }
}
