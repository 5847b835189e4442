package org.downloadmanager.system.history;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/** One thing that was seen from outside, or done from outside. */
public sealed interface Entry {

    /** When; things that take time: when they began. */
    Instant at();

    /** The system has promised somebody a file: what it said, and how that may end. */
    record Accepted(Instant at, String owner, Seen said, Expectation expected) implements Entry {}

    /**
     * An answer over HTTP; each question of each person has its own.
     *
     * @param status 0 when there was none
     */
    record Answered(Instant at, Instant until, String observer, String question, int status) implements Entry {}

    /**
     * A state that somebody saw. What one observer sees has an order: the answers that a person awaited one after the
     * other, or the messages that came over their sockets.
     */
    record Seen(Instant at, String observer, String id, String state, long version, int attempt, String worker,
            long done, boolean removed, String sha256) implements Entry {

        public boolean isEnded() {
            return Set.of("READY", "ERROR", "CANCELLED").contains(state);
        }
    }

    /** A whole file that somebody fetched. */
    record Fetched(Instant at, String id, long bytes, String sha256) implements Entry {}

    /** Its owner had it removed, which can be done with what has ended only. */
    record Removed(Instant at, String id) implements Entry {}

    /** Something was broken, and mended again. */
    record Broken(Instant at, Instant until, Fault fault, String part) implements Entry {}

    /** What an attempt had written beyond the last recorded checkpoint when it was broken off. */
    record Repeated(Instant at, String id, long bytes) implements Entry {}

    /** What was left behind when all had ended and nothing should have been. */
    record LeftOver(Instant at, List<String> what) implements Entry {}

    /**
     * How a download may end.
     *
     * @param states one of these
     * @param sha256 of the file, if there is one, as made without any disturbance
     */
    record Expectation(Set<String> states, String sha256) {}
}
