package org.downloadmanager.downloads;

import java.util.Optional;
import java.util.function.Function;

/** The state of a download. Each state carries its own data and offers only its legal moves. */
public sealed interface DownloadState {

    /** Decides by state; a new state breaks the build of every caller. */
    <T> T fold(Function<Pending, T> pending, Function<Processing, T> processing, Function<Ready, T> ready,
            Function<Failed, T> failed, Function<Cancelled, T> cancelled);

    /** Accepted, or between two attempts. Any worker with a free slot moves it on. */
    record Pending(RetryState retryState) implements DownloadState {

        Processing start(Lease lease) {
            return new Processing(lease, retryState);
        }

        Failed fail(Failure failure) {
            return new Failed(failure);
        }

        Cancelled cancel() {
            return new Cancelled();
        }

        @Override
        public <T> T fold(Function<Pending, T> pending, Function<Processing, T> processing, Function<Ready, T> ready,
                Function<Failed, T> failed, Function<Cancelled, T> cancelled) {
            return pending.apply(this);
        }
    }

    /** A worker generates the file. If that worker dies, its lease expires and another worker takes over. */
    record Processing(Lease lease, RetryState retryState) implements DownloadState {

        Processing recorded(long version) {
            return new Processing(lease.recorded(version), retryState);
        }

        Processing advance(Optional<Checkpoint> checkpoint) {
            return checkpoint.map(reached -> new Processing(lease, retryState.reached(reached))).orElse(this);
        }

        Pending handOver() {
            return new Pending(retryState);
        }

        Pending expireLease() {
            return new Pending(retryState.leaseExpired());
        }

        Pending retry() {
            return new Pending(retryState.failed());
        }

        Ready complete(StoredFile file) {
            return new Ready(file);
        }

        Failed fail(Failure failure) {
            return new Failed(failure);
        }

        Cancelled cancel() {
            return new Cancelled();
        }

        @Override
        public <T> T fold(Function<Pending, T> pending, Function<Processing, T> processing, Function<Ready, T> ready,
                Function<Failed, T> failed, Function<Cancelled, T> cancelled) {
            return processing.apply(this);
        }
    }

    /** The file can be fetched until the download expires or its owner removes it. */
    record Ready(StoredFile file) implements DownloadState {

        @Override
        public <T> T fold(Function<Pending, T> pending, Function<Processing, T> processing, Function<Ready, T> ready,
                Function<Failed, T> failed, Function<Cancelled, T> cancelled) {
            return ready.apply(this);
        }
    }

    /** The download ended without a file. */
    record Failed(Failure failure) implements DownloadState {

        @Override
        public <T> T fold(Function<Pending, T> pending, Function<Processing, T> processing, Function<Ready, T> ready,
                Function<Failed, T> failed, Function<Cancelled, T> cancelled) {
            return failed.apply(this);
        }
    }

    /** Its owner cancelled it. */
    record Cancelled() implements DownloadState {

        @Override
        public <T> T fold(Function<Pending, T> pending, Function<Processing, T> processing, Function<Ready, T> ready,
                Function<Failed, T> failed, Function<Cancelled, T> cancelled) {
            return cancelled.apply(this);
        }
    }
}
