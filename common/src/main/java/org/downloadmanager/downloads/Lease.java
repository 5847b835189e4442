package org.downloadmanager.downloads;

/**
 * The right of a worker to run the download, until it expires without renewal.
 *
 * @param epoch the version with which the claim was recorded; a worker that finds another epoch is fenced
 */
public record Lease(String holder, long epoch) {

    /** A claim that is not recorded yet: recording it gives it its epoch. */
    public static Lease claimedBy(String worker) {
        return new Lease(worker, 0);
    }

    public boolean isClaim() {
        return epoch == 0;
    }
}
