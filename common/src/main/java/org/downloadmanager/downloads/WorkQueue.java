package org.downloadmanager.downloads;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The worker's view of downloads: which ones need a worker, and when. Fails as {@link Downloads} does. */
public interface WorkQueue {

    /** Restores a download that the store lost; empty when the store knows it, or knows that it ended. */
    Optional<Download> restore(Download lost, Placement placement);

    /**
     * Records a claim as {@link Downloads#replace} does, if the concurrency limit allows it. A blocked download leaves
     * the queue until a download with the same limit releases its permit.
     */
    Optional<Download> claim(Download claimed, Duration lease, Optional<ConcurrencyLimit> limit);

    /**
     * The downloads that are due, earliest first, then the queued ones in the order of the queue: by age, but each
     * further download of an owner as if it were accepted a minute later.
     */
    Due due(int limit);

    /** The status of each of these in the store, in order. */
    List<TrackingStatus> statuses(List<Key> downloads);

    /** Wakes one idle worker, if there is any. A hint: nothing is lost without it. */
    void wake();

    /** Waits for a {@link #wake}; false when none came in that time. An interrupted wait consumes none. */
    boolean awaitWake(Duration atMost);

    /** Identifies a download in the store. */
    record Key(Owner owner, DownloadId id) {

        public static Key of(Download download) {
            return new Key(download.owner(), download.id());
        }
    }

    /** @param untilNext how long until the next download after these is due; a day when none will be */
    record Due(List<Download> downloads, Duration untilNext) {}

    /** MISSING means that the store has no record of it, not even that it ended. */
    enum TrackingStatus {
        ACTIVE, ENDED, MISSING
    }
}
