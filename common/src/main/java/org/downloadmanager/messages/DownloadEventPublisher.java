package org.downloadmanager.messages;

/** Publishes events to every replica, without ever waiting. An event may be lost, because every replica also reads the store. */
public interface DownloadEventPublisher {

    void publish(DownloadEvent event);

    /** Publishes the event a few milliseconds later, unless the end of its download is published before. */
    void publishUnlessEnded(DownloadEvent event);
}
