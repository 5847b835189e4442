package org.downloadmanager.messages;

/** Publishes events to every replica. */
public interface DownloadEventPublisher {

    /** Never waits. The event may be lost, because every replica also reads the store. */
    void publish(DownloadEvent event);
}
