package org.downloadmanager.downloads;

/**
 * A worker's right to make the file, until its lease ends.
 *
 * @param epoch the version at which the download was claimed; a worker that finds another epoch has lost it
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
