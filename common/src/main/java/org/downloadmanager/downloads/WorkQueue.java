package org.downloadmanager.downloads;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The worker's side of downloads: what must be done, and when. Fails as {@link Downloads} does. */
public interface WorkQueue {

    /** Brings back a download that the store lost; empty when the store knows it, or knows that it ended. */
    Optional<Download> restore(Download lost, Placement placement);

    /**
     * Records a claim as {@link Downloads#replace} does, if the concurrency limit allows it. A blocked download leaves the
     * queue until a download of the same limit ends and puts it back.
     */
    Optional<Download> claim(Download claimed, Duration lease, Optional<ConcurrencyLimit> limit);

    /**
     * The downloads that are due, earliest first, then the queued ones in the order of the queue: by age, but each further
     * one of an owner as if it had come a minute later.
     */
    Due due(int most);

    /** What the store knows of each of these, in their order. */
    List<TrackingStatus> statuses(List<Key> downloads);

    /** Wakes one idle worker, if there is any, because something is due. A hint: nothing is lost with it. */
    void wake();

    /** Waits for a {@link #wake}; false when there was none in that time. An interrupted wait consumes none. */
    boolean awaitWake(Duration atMost);

    /** What is needed to find a download. */
    record Key(Owner owner, DownloadId id) {

        public static Key of(Download download) {
            return new Key(download.owner(), download.id());
        }
    }

    /** @param untilNext how long until the next one after these is due; a day when none will be */
    record Due(List<Download> downloads, Duration untilNext) {}

    /** MISSING means that the store knows nothing of it, not even that it ended. */
    enum TrackingStatus {
        ACTIVE, ENDED, MISSING
    }
}
