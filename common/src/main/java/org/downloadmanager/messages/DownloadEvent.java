package org.downloadmanager.messages;

import org.downloadmanager.downloads.Download;

/**
 * A change of a download: always a full snapshot, so that a lost, late or repeated event does no harm.
 *
 * @param removed its owner removed it; the snapshot is its last state
 */
public record DownloadEvent(Download download, boolean removed) {

    public static DownloadEvent of(Download download) {
        return new DownloadEvent(download, false);
    }

    public static DownloadEvent removal(Download download) {
        return new DownloadEvent(download, true);
    }
}
