package org.downloadmanager.benchmarks;

import java.util.ArrayList;
import java.util.List;

import org.HdrHistogram.DoubleHistogram;
import org.HdrHistogram.DoubleHistogramIterationValue;

/** Measured values, none negative, kept with three significant digits. */
public final class Samples {

    private static final int DIGITS = 3;
    /** Enough for a smooth line that is denser towards the tail. */
    private static final int STEPS_TO_HALF = 20;

    private final DoubleHistogram histogram = new DoubleHistogram(DIGITS);

    /** @param share of all values that are at most this one, from 0 to 1 */
    public record Point(double value, double share) {}

    public void add(double value) {
        histogram.recordValue(value);
    }

    public void addAll(Samples more) {
        histogram.add(more.histogram);
    }

    public long count() {
        return histogram.getTotalCount();
    }

    public double median() {
        return percentile(50);
    }

    public double percentile(double percent) {
        return histogram.getValueAtPercentile(percent);
    }

    public double max() {
        // The histogram's own maximum is wrong when all values are zero.
        return percentile(100);
    }

    /** The distribution, from the smallest value to the largest. */
    List<Point> curve() {
        List<Point> points = new ArrayList<>();
        for (DoubleHistogramIterationValue step : histogram.percentiles(STEPS_TO_HALF)) {
            points.add(new Point(step.getValueIteratedTo(), step.getPercentileLevelIteratedTo() / 100));
        }
        return points;
    }
}
