package org.downloadmanager.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Outcomes as a Markdown table. */
final class Table {

    private static final String HEAD = """
            | load | system | n | min | p50 | p95 | p99 | max | ours ÷ it, p50 | ours ÷ it, p99 | beside |
            | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
            """;

    private Table() {}

    static String of(List<Outcome> outcomes) {
        return outcomes.stream().map(Table::of).collect(Collectors.joining("\n"));
    }

    private static String of(Outcome outcome) {
        return "### " + outcome.title() + "\n\n"
                + outcome.conditions() + " Aim: " + outcome.aim() + "\n\n"
                + HEAD
                + outcome.rows().stream().map(row -> line(outcome, row)).collect(Collectors.joining())
                + outcome.failures().stream().map(failure -> "\nFailed: " + failure + "\n")
                        .collect(Collectors.joining())
                + "\n" + outcome.machine() + "\n";
    }

    private static String line(Outcome outcome, Row row) {
        return "| %s | %s | %d | %s | %s | %s | %s | %s | %s | %s | %s |%n".formatted(row.load(), row.contestant(),
                row.count(), number(row.min()), number(row.p50()) + " " + row.unit(), ofMany(row, row.p95()),
                ofMany(row, row.p99()), number(row.max()), ratio(outcome, row, Row::p50),
                row.hasMany() ? ratio(outcome, row, Row::p99) : "", beside(row));
    }

    private static String ratio(Outcome outcome, Row row, ToDoubleFunction<Row> of) {
        if (row.isOurs()) {
            return "";
        }
        return outcome.oursBeside(row).filter(ours -> of.applyAsDouble(row) > 0)
                .map(ours -> String.format(Locale.ROOT, "%.2f", of.applyAsDouble(ours) / of.applyAsDouble(row)))
                .orElse("");
    }

    private static String beside(Row row) {
        Map<String, List<String>> facts = new LinkedHashMap<>();
        row.facts().forEach((name, value) -> {
            String[] groupAndName = name.split("(?<=: )", 2);
            facts.computeIfAbsent(groupAndName[0], group -> new ArrayList<>())
                    .add((groupAndName.length == 1 ? "" : groupAndName[1]) + " " + number(value));
        });
        Stream<String> grouped = facts.entrySet().stream()
                .map(group -> group.getKey() + String.join(", ", group.getValue()));
        return Stream.concat(grouped, row.remarks().stream()).collect(Collectors.joining("; "));
    }

    private static String ofMany(Row row, double percentile) {
        return row.hasMany() ? number(percentile) : "";
    }

    /** Three significant digits, because no more were measured. */
    static String number(double value) {
        if (value == 0) {
            return "0";
        }
        int digits = Math.max(0, 2 - (int) Math.floor(Math.log10(Math.abs(value))));
        return String.format(Locale.ROOT, "%,." + Math.min(digits, 4) + "f", value);
    }
}
