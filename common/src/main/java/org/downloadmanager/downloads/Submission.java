package org.downloadmanager.downloads;

import java.util.List;

/** The outcome of a request for a new download. Only {@link Accepted} changed anything. */
public sealed interface Submission {

    /** The outcome as the value of a metric label. */
    String outcome();

    record Accepted(Download download) implements Submission {

        @Override
        public String outcome() {
            return "accepted";
        }
    }

    /** The same request with the same key was accepted before, as this download. */
    record Repeated(Download download) implements Submission {

        @Override
        public String outcome() {
            return "repeated";
        }
    }

    /** The key was used before, for another request. */
    record KeyReused() implements Submission {

        @Override
        public String outcome() {
            return "key-reused";
        }
    }

    /** The owner has as many active downloads as allowed: these. */
    record LimitReached(List<Download> active) implements Submission {

        @Override
        public String outcome() {
            return "limit-reached";
        }
    }

    /** The system has as many active downloads as it accepts. */
    record QueueFull() implements Submission {

        @Override
        public String outcome() {
            return "queue-full";
        }
    }
}
