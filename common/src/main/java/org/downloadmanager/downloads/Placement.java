package org.downloadmanager.downloads;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/** What happens next to a recorded download, and when a worker must act if it does not happen. */
public sealed interface Placement {

    <T> T fold(Supplier<T> queued, Function<Duration, T> retryIn, Function<Duration, T> leasedFor,
            Supplier<T> finished);

    /** It waits for a worker with a free slot; due at its deadline. */
    static Placement queued() {
        return new Queued();
    }

    /** It is pending, and due for its next attempt after the backoff. */
    static Placement retryIn(Duration backoff) {
        return new RetryIn(backoff);
    }

    /** A worker runs it; due when the lease expires. */
    static Placement leasedFor(Duration lease) {
        return new LeasedFor(lease);
    }

    /** It has ended and is never due; a marker keeps its command from restoring it. */
    static Placement finished() {
        return new Finished();
    }

    /** @throws IllegalArgumentException when the state of the download contradicts this placement */
    default void requireFor(Download download) {
        boolean fits = fold(download::isPending, backoff -> download.isPending(),
                lease -> download.lease().isPresent(), download::isEnded);
        if (!fits) {
            throw new IllegalArgumentException(this + " is no placement of a download that is " + download.stateName());
        }
    }

    record Queued() implements Placement {

        @Override
        public <T> T fold(Supplier<T> queued, Function<Duration, T> retryIn, Function<Duration, T> leasedFor,
                Supplier<T> finished) {
            return queued.get();
        }
    }

    record RetryIn(Duration backoff) implements Placement {

        @Override
        public <T> T fold(Supplier<T> queued, Function<Duration, T> retryIn, Function<Duration, T> leasedFor,
                Supplier<T> finished) {
            return retryIn.apply(backoff);
        }
    }

    record LeasedFor(Duration lease) implements Placement {

        @Override
        public <T> T fold(Supplier<T> queued, Function<Duration, T> retryIn, Function<Duration, T> leasedFor,
                Supplier<T> finished) {
            return leasedFor.apply(lease);
        }
    }

    record Finished() implements Placement {

        @Override
        public <T> T fold(Supplier<T> queued, Function<Duration, T> retryIn, Function<Duration, T> leasedFor,
                Supplier<T> finished) {
            return finished.get();
        }
    }
}
