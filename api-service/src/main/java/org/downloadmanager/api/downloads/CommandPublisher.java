package org.downloadmanager.api.downloads;

import org.downloadmanager.downloads.Download;

/** Publishes commands for the workers. */
public interface CommandPublisher {

    /**
     * Publishes the command of an accepted download. Returns when Kafka has acknowledged it, or after a second: workers
     * also find the download in the index of due downloads.
     */
    void add(Download accepted);
}
