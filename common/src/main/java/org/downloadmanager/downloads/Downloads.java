package org.downloadmanager.downloads;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Downloads and their state, until they expire. A {@link StoreUnavailableException} means that the store did not answer,
 * and that a change may or may not have happened: read again before deciding again.
 */
public interface Downloads {

    /** Accepts a new download, unless the owner's limit, the queue or an earlier use of the key forbids it. */
    Submission submit(Download download, Optional<IdempotencyKey> key, Limits limits);

    /** Empty when the owner has no such download, even if another owner has. */
    Optional<Download> find(Owner owner, DownloadId id);

    /** A download of any owner, for callers that check access in another way. */
    Optional<Download> find(DownloadId id);

    /**
     * At most {@code limit} downloads of the owner, newest first, from the newest or from the end of another page. A
     * download accepted later moves none; an expired one leaves a gap.
     */
    DownloadPage page(Owner owner, OptionalLong from, int limit);

    /** The owner's newest downloads, newest first. */
    default List<Download> list(Owner owner) {
        return page(owner, OptionalLong.empty(), DownloadPage.MAX_PAGE_SIZE).downloads();
    }

    /**
     * Replaces the version that {@code next} was derived from, and returns it as recorded. Empty when another writer
     * was first: read again, decide again.
     *
     * @throws IllegalArgumentException when the placement contradicts the state of {@code next}
     */
    Optional<Download> replace(Download next, Placement placement);

    /** Removes an ended download but keeps its ended marker; false when another writer was first. */
    boolean remove(Download seen);
}
