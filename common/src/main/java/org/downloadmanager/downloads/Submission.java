package org.downloadmanager.downloads;

import java.util.List;
import java.util.function.Function;

/** The outcome of a request for a new download. Only {@link Accepted} changed anything. */
public sealed interface Submission {

    /** Decides by outcome; a new outcome breaks the build of every caller. */
    <T> T fold(Function<Accepted, T> accepted, Function<Repeated, T> repeated, Function<KeyReused, T> keyReused,
            Function<LimitReached, T> limitReached, Function<QueueFull, T> queueFull);

    /** The outcome as the value of a metric label. */
    String outcome();

    record Accepted(Download download) implements Submission {

        @Override
        public <T> T fold(Function<Accepted, T> accepted, Function<Repeated, T> repeated,
                Function<KeyReused, T> keyReused, Function<LimitReached, T> limitReached,
                Function<QueueFull, T> queueFull) {
            return accepted.apply(this);
        }

        @Override
        public String outcome() {
            return "accepted";
        }
    }

    /** The same request with the same key was accepted before, as this download. */
    record Repeated(Download download) implements Submission {

        @Override
        public <T> T fold(Function<Accepted, T> accepted, Function<Repeated, T> repeated,
                Function<KeyReused, T> keyReused, Function<LimitReached, T> limitReached,
                Function<QueueFull, T> queueFull) {
            return repeated.apply(this);
        }

        @Override
        public String outcome() {
            return "repeated";
        }
    }

    /** The key was used before, for another request. */
    record KeyReused() implements Submission {

        @Override
        public <T> T fold(Function<Accepted, T> accepted, Function<Repeated, T> repeated,
                Function<KeyReused, T> keyReused, Function<LimitReached, T> limitReached,
                Function<QueueFull, T> queueFull) {
            return keyReused.apply(this);
        }

        @Override
        public String outcome() {
            return "key-reused";
        }
    }

    /** The owner has as many active downloads as allowed: these. */
    record LimitReached(List<Download> active) implements Submission {

        @Override
        public <T> T fold(Function<Accepted, T> accepted, Function<Repeated, T> repeated,
                Function<KeyReused, T> keyReused, Function<LimitReached, T> limitReached,
                Function<QueueFull, T> queueFull) {
            return limitReached.apply(this);
        }

        @Override
        public String outcome() {
            return "limit-reached";
        }
    }

    /** The system has as many active downloads as it accepts. */
    record QueueFull() implements Submission {

        @Override
        public <T> T fold(Function<Accepted, T> accepted, Function<Repeated, T> repeated,
                Function<KeyReused, T> keyReused, Function<LimitReached, T> limitReached,
                Function<QueueFull, T> queueFull) {
            return queueFull.apply(this);
        }

        @Override
        public String outcome() {
            return "queue-full";
        }
    }
}
