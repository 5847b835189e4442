package org.downloadmanager.benchmarks;

import java.util.List;

/**
 * Something that is measured.
 *
 * @param name on the command line and in names of files
 * @param title what it is, in a few words
 * @param conditions what is done, with which processes, how durable everything is: what every number of it depends on
 * @param aim how good it should be
 * @param rounds how often each subject has its turn
 * @param subjects those that are compared, this system first
 */
public record Benchmark(String name, String title, String conditions, String aim, Rounds rounds,
        List<Subject> subjects) {

    /** How often each contestant has its turn: in a whole run, and in a quick one. */
    public record Rounds(int full, int quick) {

        public static final Rounds THREE = new Rounds(3, 1);
        public static final Rounds TWO = new Rounds(2, 1);
        public static final Rounds ONE = new Rounds(1, 1);

        int of(Profile profile) {
            return profile.of(full, quick);
        }
    }
}
