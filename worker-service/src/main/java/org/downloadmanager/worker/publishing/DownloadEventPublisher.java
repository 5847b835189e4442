package org.downloadmanager.worker.publishing;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.messages.DeadLetter;

/** Publishes events and dead letters. */
public interface DownloadEventPublisher {

    /** Publishes the state of the download. Never waits; the event may be lost while Kafka is unavailable. */
    void publish(Download download);

    /** Writes a dead letter; false when it may not have been written. */
    boolean publishDeadLetter(DeadLetter letter);
}
