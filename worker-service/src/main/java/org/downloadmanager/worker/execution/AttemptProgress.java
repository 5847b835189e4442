package org.downloadmanager.worker.execution;

import java.time.Duration;
import java.util.Optional;

import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.Progress;

/** The progress and the last checkpoint of an attempt. Written by the generator's thread, read by any thread. */
final class AttemptProgress {

    private volatile Progress progress;
    private volatile Optional<Checkpoint> checkpoint;
    private volatile long movedAt = System.nanoTime();

    AttemptProgress(Download claimed) {
        this.progress = claimed.progress();
        this.checkpoint = claimed.retryState().checkpoint();
    }

    Progress progress() {
        return progress;
    }

    Optional<Checkpoint> checkpoint() {
        return checkpoint;
    }

    void resumeFrom(Optional<Checkpoint> available) {
        checkpoint = available;
    }

    void advanceTo(Progress now) {
        if (now.done() != progress.done()) {
            movedAt = System.nanoTime();
        }
        progress = now;
    }

    void reached(Checkpoint next) {
        checkpoint = Optional.of(next);
        movedAt = System.nanoTime();
    }

    /** Whether neither the progress nor the checkpoint has moved for longer than the timeout. */
    boolean isStalled(Duration timeout) {
        return System.nanoTime() - movedAt > timeout.toNanos();
    }
}
