package org.downloadmanager.downloads;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where downloads live until they expire. Every answer is a fact; {@link StoreUnavailableException} means that there
 * is none, and that a change may or may not have happened: read again before deciding again.
 */
public interface Downloads {

    /** Accepts a new download, unless its owner, the queue or an earlier use of the key says otherwise. */
    Submission submit(Download download, Optional<IdempotencyKey> key, Limits limits);

    /** Empty when the owner has no such download, whoever else may. */
    Optional<Download> find(Owner owner, DownloadId id);

    /** Whoever's it is: for those who prove in another way that they may know it. */
    Optional<Download> find(DownloadId id);

    /**
     * At most so many of the owner's downloads, newest first: from the newest, or from where another page ended. What is
     * accepted meanwhile moves nothing; what has expired leaves a gap.
     */
    DownloadPage page(Owner owner, OptionalLong from, int most);

    /** The owner's newest downloads, newest first. */
    default List<Download> list(Owner owner) {
        return page(owner, OptionalLong.empty(), DownloadPage.MAX_PAGE_SIZE).downloads();
    }

    /**
     * Puts this download in the place of the version that it was made from, and answers with it as recorded; empty when
     * somebody moved it first: read again, decide again.
     *
     * @param due from now, when somebody must act if nothing happens: the end of the lease, the time of the next try; at
     *            once for one that stands in line for a worker; of no meaning for one that has ended
     */
    Optional<Download> replace(Download next, Duration due);

    /** Forgets an ended download, but not that it ended; false when somebody moved it first. */
    boolean remove(Download seen);
}
