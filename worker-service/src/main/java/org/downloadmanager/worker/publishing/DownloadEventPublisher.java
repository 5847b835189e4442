package org.downloadmanager.worker.publishing;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.messages.DeadLetter;

/** Tells the rest of the system what became of downloads. */
public interface DownloadEventPublisher {

    /** Lets everybody who watches know how the download stands. Never waits, and may be lost when Kafka is away. */
    void publish(Download download);

    /** Writes a dead letter; false when it may not have been written. */
    boolean publishDeadLetter(DeadLetter letter);
}
