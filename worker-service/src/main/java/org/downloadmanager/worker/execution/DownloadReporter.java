package org.downloadmanager.worker.execution;

import java.util.function.Consumer;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.downloads.WorkQueue;
import org.downloadmanager.messages.DeadLetter;
import org.downloadmanager.messages.DownloadEvent;
import org.downloadmanager.messages.DownloadEventPublisher;
import org.downloadmanager.worker.metrics.Meters;
import org.downloadmanager.worker.publishing.DeadLetterPublisher;

import io.quarkus.logging.Log;

/**
 * Reports what this worker did with a download, after the store recorded it: in the log, the metrics and an event; at
 * the end of a download also to the reader of commands, which may then commit the offset. Safe for all threads.
 */
@Singleton
public class DownloadReporter {

    private final WorkQueue queue;
    private final DownloadEventPublisher events;
    private final DeadLetterPublisher deadLetters;
    private final Meters meters;
    private volatile Consumer<DownloadId> endListener = id -> {};

    DownloadReporter(WorkQueue queue, DownloadEventPublisher events, DeadLetterPublisher deadLetters, Meters meters) {
        this.queue = queue;
        this.events = events;
        this.deadLetters = deadLetters;
        this.meters = meters;
    }

    /** The listener is called for every download whose command is finished because of this worker. */
    public void onEnd(Consumer<DownloadId> listener) {
        endListener = listener;
    }

    void claimed(Download download) {
        logMove(download);
        meters.claimed(download);
        DownloadEvent event = DownloadEvent.of(download);
        if (download.attempt() == 1) {
            events.publishUnlessEnded(event);
        } else {
            events.publish(event);
        }
    }

    void progressed(Download download) {
        publish(download);
    }

    /** @param due as the dead worker left it */
    void takenOver(Download due) {
        due.lease().ifPresent(lease -> {
            Log.infof("Lease expired: downloadId=%s, worker=%s, expiredLeases=%d", due.id(), lease.holder(),
                    due.retryState().expiredLeases() + 1);
            meters.takenOver(due);
        });
    }

    void postponed(Download download) {
        publish(download);
    }

    void retried(Download download, Failure why) {
        meters.retried(download, why);
    }

    /** The next state of the download was decided on this worker, and its slot is free. */
    void settled(Download download) {
        logMove(download);
        publish(download);
        if (download.isEnded()) {
            meters.ended(download);
            finished(download.id());
        } else {
            // A download that was handed over can go on at once on another worker.
            queue.wake();
        }
    }

    /** The command of the download has no further use. */
    void finished(DownloadId id) {
        endListener.accept(id);
    }

    /** Writes a dead letter; false when it may not have been written. */
    boolean publishDeadLetter(Download download, Failure reason) {
        return deadLetters.publish(new DeadLetter(download, reason));
    }

    private void publish(Download download) {
        events.publish(DownloadEvent.of(download));
    }

    private static void logMove(Download download) {
        Log.infof("Download moved: downloadId=%s, owner=%s, attempt=%d, to=%s", download.id(), download.owner(),
                download.attempt(), download.stateName());
    }
}
