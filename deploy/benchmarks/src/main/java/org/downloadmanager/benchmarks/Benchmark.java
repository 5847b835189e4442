package org.downloadmanager.benchmarks;

import java.util.List;

/**
 * A benchmark.
 *
 * @param name on the command line and in file names
 * @param title a short description
 * @param conditions what is done, with which processes and durability: everything that the numbers depend on
 * @param aim the target
 * @param rounds how often each subject is measured
 * @param subjects the compared systems, this one first
 */
public record Benchmark(String name, String title, String conditions, String aim, Rounds rounds,
        List<Subject> subjects) {

    /** How often each subject is measured, in a full run and in a quick one. */
    public record Rounds(int full, int quick) {

        public static final Rounds THREE = new Rounds(3, 1);
        public static final Rounds TWO = new Rounds(2, 1);
        public static final Rounds ONE = new Rounds(1, 1);

        int of(Profile profile) {
            return profile.of(full, quick);
        }
    }
}
