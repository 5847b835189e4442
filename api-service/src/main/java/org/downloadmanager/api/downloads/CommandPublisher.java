package org.downloadmanager.api.downloads;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.messages.DownloadEvent;

/** The way to the workers and to the other replicas. */
public interface CommandPublisher {

    /**
     * Hands an accepted download to the workers. Returns when that is certain, or after a second: the download is in the
     * index of what is due, where the workers find it without this.
     */
    void add(Download accepted);

    /** Tells every replica what became of a download. Does not wait. */
    void publish(DownloadEvent event);
}
