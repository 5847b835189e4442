package org.downloadmanager.system.history;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/** An observation or an action from outside the system. */
public sealed interface Entry {

    /** When it happened, or began. */
    Instant at();

    /** The system accepted a request: its answer, and how the download may end. */
    record Accepted(Instant at, String owner, Seen said, Expectation expected) implements Entry {}

    /**
     * An HTTP exchange; each request of each client has its own entry.
     *
     * @param status 0 without an answer
     */
    record Answered(Instant at, Instant until, String observer, String question, int status) implements Entry {}

    /**
     * An observed state. The observations of one observer are ordered: the responses that a client awaited one after
     * the other, or the messages of its sockets.
     */
    record Seen(Instant at, String observer, String id, String state, long version, int attempt, String worker,
            long done, boolean removed, String sha256) implements Entry {

        public boolean isEnded() {
            return Set.of("READY", "ERROR", "CANCELLED").contains(state);
        }
    }

    /** A complete file that a client fetched. */
    record Fetched(Instant at, String id, long bytes, String sha256) implements Entry {}

    /** Its owner removed it, which is possible only after its end. */
    record Removed(Instant at, String id) implements Entry {}

    /** A fault and its repair. */
    record Broken(Instant at, Instant until, Fault fault, String part) implements Entry {}

    /** What an attempt had written beyond the last recorded checkpoint when it was interrupted. */
    record Repeated(Instant at, String id, long bytes) implements Entry {}

    /** What was left behind after all downloads had ended. */
    record LeftOver(Instant at, List<String> what) implements Entry {}

    /**
     * How a download may end.
     *
     * @param states the allowed final states
     * @param sha256 of an undisturbed file, if there is one
     */
    record Expectation(Set<String> states, String sha256) {}
}
