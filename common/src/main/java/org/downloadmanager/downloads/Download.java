package org.downloadmanager.downloads;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;

import org.downloadmanager.downloads.DownloadState.Pending;
import org.downloadmanager.downloads.DownloadState.Processing;

/**
 * One request for a file, with its state: the state machine of this system. Every move returns the moved download, or empty
 * when the present state does not allow the move; it takes effect when a store replaces this version with it.
 *
 * @param deadline when it ends as an error if it has not ended before
 * @param retryOf the ended download that this one repeats
 * @param version rises with every change, also across the loss of all state: 0 before the first, then at least the store's
 *         time in microseconds
 * @param attempt how many times a worker has claimed it
 */
public record Download(DownloadId id, Owner owner, FileRequest request, Instant createdAt, Instant deadline,
        Optional<DownloadId> retryOf, long version, int attempt, Progress progress, DownloadState state) {

    public static Download requested(DownloadId id, Owner owner, FileRequest request, Instant now, Duration horizon) {
        return new Download(id, owner, request, now, now.plus(horizon), Optional.empty(), 0, 0, Progress.NONE,
                new Pending(RetryState.NONE));
    }

    /** A worker claims it. */
    public Optional<Download> claim(String worker) {
        return state.fold(
                pending -> moved(pending.start(Lease.claimedBy(worker)), attempt + 1),
                processing -> Optional.empty(),
                ready -> Optional.empty(),
                failed -> Optional.empty(),
                cancelled -> Optional.empty());
    }

    /** Its worker renews the lease and records its progress. */
    public Optional<Download> advance(Progress to, Optional<Checkpoint> checkpoint) {
        return whileProcessing(processing -> processing.advance(checkpoint))
                .map(next -> next.with(to.notBehind(progress)));
    }

    /** Its worker hands it over. */
    public Optional<Download> handOver() {
        return whileProcessing(Processing::handOver).map(Download::stopped);
    }

    /** The lease of its worker expired. */
    public Optional<Download> expireLease() {
        return whileProcessing(Processing::expireLease).map(Download::stopped);
    }

    /** The attempt failed, and another may succeed. */
    public Optional<Download> retry() {
        return whileProcessing(Processing::retry).map(Download::stopped);
    }

    /** The file is complete. */
    public Optional<Download> complete(StoredFile file) {
        return whileProcessing(processing -> processing.complete(file))
                .map(next -> next.with(Progress.of(file.rows(), file.rows())));
    }

    /** No further attempt can succeed. */
    public Optional<Download> fail(Failure failure) {
        return unlessEnded(pending -> pending.fail(failure), processing -> processing.fail(failure));
    }

    /** Its owner cancels it. */
    public Optional<Download> cancel() {
        return unlessEnded(Pending::cancel, Processing::cancel);
    }

    /** Whether it waits for a worker, before the first attempt or between two. */
    public boolean isPending() {
        return state.fold(pending -> true, processing -> false, ready -> false, failed -> false, cancelled -> false);
    }

    public boolean isEnded() {
        return state.fold(pending -> false, processing -> false, ready -> true, failed -> true, cancelled -> true);
    }

    /** The name of the state in REST, events and logs. */
    public String stateName() {
        return state.fold(pending -> "PENDING", processing -> "PROCESSING", ready -> "READY", failed -> "ERROR",
                cancelled -> "CANCELLED");
    }

    /** The lease of the worker that runs it; empty while none does. */
    public Optional<Lease> lease() {
        return state.fold(
                pending -> Optional.empty(),
                processing -> Optional.of(processing.lease()),
                ready -> Optional.empty(),
                failed -> Optional.empty(),
                cancelled -> Optional.empty());
    }

    /** Its checkpoint and its setbacks; none once it has ended. */
    public RetryState retryState() {
        return state.fold(Pending::retryState, Processing::retryState, ready -> RetryState.NONE,
                failed -> RetryState.NONE,
                cancelled -> RetryState.NONE);
    }

    public Optional<StoredFile> file() {
        return state.fold(pending -> Optional.empty(), processing -> Optional.empty(),
                ready -> Optional.of(ready.file()),
                failed -> Optional.empty(), cancelled -> Optional.empty());
    }

    public Optional<Failure> failure() {
        return state.fold(pending -> Optional.empty(), processing -> Optional.empty(), ready -> Optional.empty(),
                failed -> Optional.of(failed.failure()), cancelled -> Optional.empty());
    }

    /** When it last changed, by the clock of the store; taken from the version. */
    public Instant updatedAt() {
        return version == 0 ? createdAt : Instant.EPOCH.plus(version, ChronoUnit.MICROS);
    }

    /** The download as a store recorded it; the version becomes the epoch of a new claim. */
    public Download recorded(long newVersion) {
        DownloadState recorded = state.fold(
                pending -> pending,
                processing -> processing.recorded(newVersion),
                ready -> ready,
                failed -> failed,
                cancelled -> cancelled);
        return new Download(id, owner, request, createdAt, deadline, retryOf, newVersion, attempt, progress, recorded);
    }

    public Download retryOf(DownloadId ended) {
        return new Download(id, owner, request, createdAt, deadline, Optional.of(ended), version, attempt, progress,
                state);
    }

    private Optional<Download> whileProcessing(Function<Processing, DownloadState> move) {
        return state.fold(
                pending -> Optional.empty(),
                processing -> moved(move.apply(processing), attempt),
                ready -> Optional.empty(),
                failed -> Optional.empty(),
                cancelled -> Optional.empty());
    }

    private Optional<Download> unlessEnded(Function<Pending, DownloadState> fromPending,
            Function<Processing, DownloadState> fromProcessing) {
        return state.<Optional<Download>>fold(
                pending -> moved(fromPending.apply(pending), attempt),
                processing -> moved(fromProcessing.apply(processing), attempt),
                ready -> Optional.empty(),
                failed -> Optional.empty(),
                cancelled -> Optional.empty()).map(Download::stopped);
    }

    private Optional<Download> moved(DownloadState to, int attempts) {
        return Optional.of(
                new Download(id, owner, request, createdAt, deadline, retryOf, version, attempts, progress, to));
    }

    private Download with(Progress next) {
        return new Download(id, owner, request, createdAt, deadline, retryOf, version, attempt, next, state);
    }

    private Download stopped() {
        return with(progress.stopped());
    }
}
