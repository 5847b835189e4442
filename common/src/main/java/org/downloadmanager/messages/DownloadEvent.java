package org.downloadmanager.messages;

import org.downloadmanager.downloads.Download;

/**
 * Something happened to a download, and this is how it stands now: a snapshot, never a difference, so that a lost, late
 * or repeated event does no harm.
 *
 * @param removed its owner removed it; the snapshot is how it stood last
 */
public record DownloadEvent(Download download, boolean removed) {

    public static DownloadEvent of(Download download) {
        return new DownloadEvent(download, false);
    }

    public static DownloadEvent removal(Download download) {
        return new DownloadEvent(download, true);
    }
}
