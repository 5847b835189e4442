package org.downloadmanager.worker.execution;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.downloads.Lease;
import org.downloadmanager.downloads.Placement;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.downloads.StoreUnavailableException;
import org.downloadmanager.downloads.StoredFile;
import org.downloadmanager.downloads.WorkQueue;
import org.downloadmanager.downloads.WorkQueue.Key;
import org.downloadmanager.downloads.WorkQueue.TrackingStatus;
import org.downloadmanager.worker.metrics.Meters;

import io.quarkus.logging.Log;

/**
 * A worker's right to run one download. Every write replaces the version that the previous write left. The next write of
 * a worker that was frozen, cut off or superseded is therefore refused; the worker reads the download again and finds
 * that the claim is lost. Safe for all threads.
 */
final class Claim {

    private static final long PAUSE_WITHOUT_STORE = TimeUnit.MILLISECONDS.toNanos(200);

    private final Downloads downloads;
    private final WorkQueue queue;
    private final Duration lease;
    private final Meters meters;
    private final long epoch;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile Download current;
    private volatile boolean held = true;
    private volatile boolean gone;

    /** @param claimed as the store recorded it */
    Claim(Downloads downloads, WorkQueue queue, Download claimed, Duration lease, Meters meters) {
        this.downloads = downloads;
        this.queue = queue;
        this.lease = lease;
        this.meters = meters;
        this.current = claimed;
        this.epoch = claimed.lease().orElseThrow().epoch().orElseThrow();
    }

    /** The download as this claim last recorded it, or last found it. */
    Download download() {
        return current;
    }

    long epoch() {
        return epoch;
    }

    boolean isHeld() {
        return held;
    }

    /** Whether the download is known to have ended, through this claim or otherwise. */
    boolean isEnded() {
        return !held && (gone || current.isEnded());
    }

    /**
     * Renews the lease together with the progress, and answers with what was recorded. Records nothing while another
     * write is under way or the store is unavailable; the claim is held until another worker claims the download.
     */
    Optional<Download> renew(Progress progress, Optional<Checkpoint> checkpoint) {
        if (!writing.tryLock()) {
            return Optional.empty();
        }
        try {
            return held
                    ? current.advance(progress, checkpoint).flatMap(next -> write(next, Placement.leasedFor(lease)))
                    : Optional.empty();
        } catch (StoreUnavailableException e) {
            Log.debugf("Lease not renewed: downloadId=%s, cause=%s", current.id(), e.getMessage());
            return Optional.empty();
        } finally {
            writing.unlock();
        }
    }

    Optional<Download> complete(StoredFile file) {
        return settle(download -> download.complete(file), Placement.finished());
    }

    /** Lets another worker resume from the checkpoint. */
    Optional<Download> handOver(Progress progress, Optional<Checkpoint> checkpoint) {
        return settle(download -> download.advance(progress, checkpoint).flatMap(Download::handOver),
                Placement.queued());
    }

    /** Counts a failed attempt; the next one starts after the backoff. */
    Optional<Download> retry(Duration backoff) {
        return settle(Download::retry, Placement.retryIn(backoff));
    }

    Optional<Download> fail(Failure failure) {
        return settle(download -> download.fail(failure), Placement.finished());
    }

    /**
     * Gives the claim up by recording how the download goes on. Waits until the store answers, because no other worker
     * can know the outcome. Empty when the claim was lost.
     */
    private Optional<Download> settle(Function<Download, Optional<Download>> move, Placement placement) {
        writing.lock();
        try {
            while (held) {
                try {
                    Optional<Download> settled = move.apply(current).flatMap(next -> write(next, placement));
                    if (settled.isPresent()) {
                        held = false;
                        return settled;
                    }
                } catch (StoreUnavailableException e) {
                    if (Thread.currentThread().isInterrupted()) {
                        return Optional.empty();
                    }
                    Log.debugf("End not recorded yet: downloadId=%s, cause=%s", current.id(), e.getMessage());
                    LockSupport.parkNanos(PAUSE_WITHOUT_STORE);
                }
            }
            return Optional.empty();
        } finally {
            writing.unlock();
        }
    }

    private Optional<Download> write(Download next, Placement placement) {
        Optional<Download> recorded = downloads.replace(next, placement);
        if (recorded.isEmpty()) {
            return resolveRefusal(next);
        }
        current = recorded.get();
        return recorded;
    }

    private Optional<Download> resolveRefusal(Download refused) {
        Optional<Download> found = downloads.find(refused.owner(), refused.id());
        if (found.isPresent() && found.get().state().equals(refused.state())) {
            // The write was recorded, and only the answer was lost.
            current = found.get();
            return found;
        }
        if (found.flatMap(Download::lease).map(Lease::epoch).equals(Optional.of(OptionalLong.of(epoch)))) {
            current = found.get();
            return Optional.empty();
        }
        // The refused state, not the recorded one: it may have been recorded and seen before the store lost it.
        Download known = refused.lease().isPresent() ? refused : current;
        Optional<Download> restored = found.isEmpty()
                ? queue.restore(known, Placement.leasedFor(lease))
                : Optional.empty();
        if (restored.isPresent()) {
            Log.warnf("Download restored by its worker: downloadId=%s", current.id());
            current = restored.get();
            return Optional.empty();
        }
        if (found.isEmpty() && queue.statuses(List.of(Key.of(current))).get(0) != TrackingStatus.ENDED) {
            // A command has restored it since. The next write finds out which worker has it.
            return Optional.empty();
        }
        Log.infof("Claim lost: downloadId=%s, attempt=%d, state=%s", current.id(), current.attempt(),
                found.map(Download::stateName).orElse("removed"));
        meters.refused(found);
        current = found.orElse(current);
        gone = found.isEmpty();
        held = false;
        return Optional.empty();
    }
}
