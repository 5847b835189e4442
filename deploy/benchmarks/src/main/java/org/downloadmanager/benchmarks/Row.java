package org.downloadmanager.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * A row of the table: one subject at one load.
 *
 * @param count the number of values
 * @param curve their distribution
 * @param facts further numbers, each the median of all turns
 */
public record Row(String load, String unit, String contestant, long count, double p50, double p95, double p99,
        double max, List<Samples.Point> curve, Map<String, Double> facts, List<String> remarks) {

    /** Fewer values have no meaningful percentiles or distribution. */
    private static final int MANY = 20;

    boolean hasMany() {
        return count >= MANY;
    }

    double min() {
        return curve.isEmpty() ? p50 : curve.get(0).value();
    }

    boolean isOurs() {
        return contestant.equals(Subject.OURS);
    }

    boolean isComparedWith(Row other) {
        return load.equals(other.load) && unit.equals(other.unit);
    }
}
