package org.downloadmanager.messages;

/**
 * Publishes events to every replica, without ever waiting. An event may be lost, because every replica also reads the
 * store, and a newer event of the same download replaces one that is not sent yet.
 */
public interface DownloadEventPublisher {

    void publish(DownloadEvent event);

    /** Publishes an event that is seldom worth sending: another one usually follows within milliseconds. */
    void publishUnlessFollowed(DownloadEvent event);
}
