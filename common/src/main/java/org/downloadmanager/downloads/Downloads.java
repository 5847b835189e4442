package org.downloadmanager.downloads;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Downloads and their state, until they expire. Every answer is a fact. A {@link StoreUnavailableException} means that
 * there is none, and that a change may or may not have happened: read again before deciding again.
 */
public interface Downloads {

    /** Accepts a new download, unless its owner's limit, the queue or an earlier use of the key forbids it. */
    Submission submit(Download download, Optional<IdempotencyKey> key, Limits limits);

    /** Empty when the owner has no such download, even if another owner has. */
    Optional<Download> find(Owner owner, DownloadId id);

    /** Of any owner: for callers that check in another way who may see it. */
    Optional<Download> find(DownloadId id);

    /**
     * At most so many of the owner's downloads, newest first: from the newest, or from where another page ended. A download
     * accepted meanwhile moves none; an expired one leaves a gap.
     */
    DownloadPage page(Owner owner, OptionalLong from, int most);

    /** The owner's newest downloads, newest first. */
    default List<Download> list(Owner owner) {
        return page(owner, OptionalLong.empty(), DownloadPage.MAX_PAGE_SIZE).downloads();
    }

    /**
     * Replaces the version that {@code next} was made from, and answers with it as recorded. Empty when another writer was
     * first: read again, decide again.
     *
     * @throws IllegalArgumentException when the placement contradicts the state of {@code next}
     */
    Optional<Download> replace(Download next, Placement placement);

    /** Removes an ended download but keeps the marker that it ended; false when another writer was first. */
    boolean remove(Download seen);
}
