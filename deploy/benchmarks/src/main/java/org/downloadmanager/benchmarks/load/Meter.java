package org.downloadmanager.benchmarks.load;

import java.util.Map;

import org.downloadmanager.benchmarks.Series;
import org.downloadmanager.benchmarks.stacks.Stack;

/** The CPU usage of a system, and of the load on it, during a measurement. */
public final class Meter {

    /** In cores: a load generator that uses more delays what it measures. */
    private static final double BUSY = 0.8;

    private final Stack stack;
    private final CpuTimes before;
    private final long start = System.nanoTime();

    private Meter(Stack stack) {
        this.stack = stack;
        this.before = CpuTimes.of(stack.parts());
    }

    public static Meter start(Stack stack) {
        return new Meter(stack);
    }

    public double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Records the cost per unit. */
    public void note(long count, String of, Series series) {
        double seconds = seconds();
        Map<String, Double> used = CpuTimes.of(stack.parts()).since(before);
        used.forEach((role, millis) -> series.fact("CPU ms per " + of + ": " + role, millis / Math.max(1, count)));
        if (used.get(CpuTimes.LOAD) / 1e3 / seconds > BUSY) {
            series.remark("the load generator was the limit");
        }
    }
}
