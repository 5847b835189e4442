package org.downloadmanager.benchmarks;

/**
 * A compared system.
 *
 * @param name in the table, such as {@code BullMQ, tuned}
 * @param turn one measurement
 */
public record Subject(String name, Turn turn) {

    /** The name of this system in every benchmark. */
    public static final String OURS = "Download Manager";

    /** Starts the system, warms it up, measures, and leaves nothing running. */
    @FunctionalInterface
    public interface Turn {

        void measure(Profile profile, Results results) throws Exception;
    }
}
