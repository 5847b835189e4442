package org.downloadmanager.downloads;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The runner's side of downloads: what must be done, and when. Fails as {@link Downloads} does. */
public interface WorkQueue {

    /** Brings back a download that the store lost; empty when the store knows it, or knows that it ended. */
    Optional<Download> restore(Download lost, Duration due);

    /**
     * Records a claim as {@link Downloads#replace} does, if there is room; else the download steps out of the line, until
     * somebody leaves the room and calls it back.
     */
    Optional<Download> claim(Download claimed, Duration lease, Optional<ConcurrencyLimit> limit);

    /**
     * The downloads on which somebody must act by now, earliest first; then those that stand in line, in its order: by age,
     * but each further one of an owner as if it had come a minute later.
     */
    Due due(int most);

    /** What the store knows of each of these, in their order. */
    List<TrackingStatus> statuses(List<Key> downloads);

    /** Tells one idle worker, if there is any, that something is due. A hint: nothing is lost with it. */
    void wake();

    /** Waits for a {@link #wake}; false when there was none in that time. One whose wait is interrupted takes none away. */
    boolean awaitWake(Duration atMost);

    /** What is needed to find a download. */
    record Key(Owner owner, DownloadId id) {

        public static Key of(Download download) {
            return new Key(download.owner(), download.id());
        }
    }

    /**
     * @param untilNext how long until the next one after these is due; at least until something new comes in, a day
     */
    record Due(List<Download> downloads, Duration untilNext) {}

    /** MISSING is one of which the store knows nothing, not even that it ended. */
    enum TrackingStatus {
        ACTIVE, ENDED, MISSING
    }
}
