package org.downloadmanager.downloads;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The runner's side of downloads: what must be done, and when. Fails as {@link Downloads} does. */
public interface DownloadQueue {

    /** Brings back a download that the store lost; empty when the store knows it, or knows that it ended. */
    Optional<Download> restore(Download lost, Duration due);

    /** The downloads on which somebody must act by now, earliest first. */
    Due due(int most);

    /** What the store knows of each of these, in their order. */
    List<Standing> standings(List<Key> downloads);

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

    /** LOST is one of which the store knows nothing, not even that it ended. */
    enum Standing {
        ACTIVE, ENDED, LOST
    }
}
