package org.downloadmanager.benchmarks;

/**
 * One of the systems that are compared.
 *
 * @param name as it stands in the table, such as {@code BullMQ, tuned}
 * @param turn what is done when it is its turn
 */
public record Subject(String name, Turn turn) {

    /** The name of this system in every figure. */
    public static final String OURS = "Download Manager";

    /** Starts what it needs, warms it up, measures, and leaves nothing running. */
    @FunctionalInterface
    public interface Turn {

        void measure(Profile profile, Results results) throws Exception;
    }
}
