package org.downloadmanager.api.downloads;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.messages.DownloadEvent;

/** Publishes commands for the workers and events for the other replicas. */
public interface CommandPublisher {

    /**
     * Publishes the command of an accepted download. Returns when Kafka has acknowledged it, or after a second: workers
     * also find the download in the index of due downloads.
     */
    void add(Download accepted);

    /** Publishes a change of a download to every replica. Does not wait. */
    void publish(DownloadEvent event);
}
