package org.downloadmanager.messages.kafka;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.messages.DownloadEvent;

/** The newest event of each download that is not sent yet. Safe for all threads. */
final class WaitingEvents {

    private final int capacity;
    private final Map<DownloadId, Waiting> waiting = new LinkedHashMap<>();

    WaitingEvents(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Adds the event, unless a newer one of its download waits.
     *
     * @param at by {@link System#nanoTime}, when the event is due; an older one of its download is due no later
     * @return false when there is no capacity left
     */
    synchronized boolean add(DownloadEvent event, long at) {
        DownloadId id = event.download().id();
        Waiting older = waiting.get(id);
        if (older == null && waiting.size() == capacity) {
            return false;
        }
        if (older == null || older.event.download().version() <= event.download().version()) {
            waiting.put(id, new Waiting(event, older == null ? at : Math.min(older.at, at)));
            notifyAll();
        }
        return true;
    }

    /** Waits until an event is due, then removes and answers with all that are due. */
    synchronized List<DownloadEvent> takeDue() throws InterruptedException {
        while (true) {
            long now = System.nanoTime();
            List<DownloadEvent> due = new ArrayList<>();
            waiting.values().removeIf(one -> one.at - now <= 0 && due.add(one.event));
            if (!due.isEmpty()) {
                return due;
            }
            if (waiting.isEmpty()) {
                wait();
            } else {
                long next = waiting.values().stream().mapToLong(Waiting::at).min().getAsLong();
                TimeUnit.NANOSECONDS.timedWait(this, next - now);
            }
        }
    }

    /** Removes and answers with all events. */
    synchronized List<DownloadEvent> takeAll() {
        List<DownloadEvent> all = waiting.values().stream().map(Waiting::event).toList();
        waiting.clear();
        return all;
    }

    private record Waiting(DownloadEvent event, long at) {}
}
