package org.downloadmanager.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The values of one subject at one load, over all its turns. */
public final class Series {

    private final String load;
    private final String unit;
    private final Samples values = new Samples();
    private final Map<String, List<Double>> facts = new LinkedHashMap<>();
    private final Set<String> remarks = new LinkedHashSet<>();

    Series(String load, String unit) {
        this.load = load;
        this.unit = unit;
    }

    /** Adds a value of the benchmark itself. */
    public void value(double value) {
        values.add(value);
    }

    /** Adds many values. */
    public void values(Samples more) {
        values.addAll(more);
    }

    /**
     * Adds a further number; the median of several turns is reported.
     *
     * @param name with a prefix for grouped numbers: {@code cores: api}
     */
    public void fact(String name, double value) {
        facts.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }

    /** A remark for the reader; equal remarks appear once. */
    public void remark(String sentence) {
        remarks.add(sentence);
    }

    /** The row of a subject, without a comparison. */
    Row row(String contestant) {
        Map<String, Double> medians = new LinkedHashMap<>();
        facts.forEach((name, all) -> medians.put(name, median(all)));
        return new Row(load, unit, contestant, values.count(), values.median(), values.percentile(95),
                values.percentile(99), values.max(), values.curve(), medians, remarks.stream().toList());
    }

    private static double median(List<Double> all) {
        return all.stream().sorted().skip((all.size() - 1) / 2).findFirst().orElseThrow();
    }

    boolean isEmpty() {
        return values.count() == 0;
    }
}
