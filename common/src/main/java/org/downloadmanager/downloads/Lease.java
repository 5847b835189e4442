package org.downloadmanager.downloads;

import java.util.OptionalLong;

/**
 * The right of a worker to run the download, until it expires without renewal.
 *
 * @param epoch the version with which the claim was recorded, empty until then; a worker that finds another epoch is fenced
 */
public record Lease(String holder, OptionalLong epoch) {

    /** A claim that no store has recorded yet. */
    static Lease claimedBy(String worker) {
        return new Lease(worker, OptionalLong.empty());
    }

    Lease recorded(long version) {
        return epoch.isPresent() ? this : new Lease(holder, OptionalLong.of(version));
    }
}
