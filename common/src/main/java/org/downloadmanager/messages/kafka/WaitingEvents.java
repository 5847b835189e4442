package org.downloadmanager.messages.kafka;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.messages.DownloadEvent;

/** The events that are not sent yet, in order. Safe for all threads. */
final class WaitingEvents {

    private final int capacity;
    private final long delay;
    private final List<DownloadEvent> due = new ArrayList<>();
    /** At most one for each download, in the order of their time, because all wait equally long. */
    private final Map<DownloadId, Delayed> delayed = new LinkedHashMap<>();

    /** @param delay of a delayed event, in nanoseconds */
    WaitingEvents(int capacity, long delay) {
        this.capacity = capacity;
        this.delay = delay;
    }

    /** Adds an event that is due. False when there is no capacity left. */
    synchronized boolean add(DownloadEvent event) {
        Delayed earlier = delayed.remove(event.download().id());
        if (isFull()) {
            return false;
        }
        if (earlier != null && !event.download().isEnded()) {
            due.add(earlier.event);
        }
        due.add(event);
        notifyAll();
        return true;
    }

    /** Adds an event that is due after the delay, unless its download ends before. False when there is no capacity left. */
    synchronized boolean addDelayed(DownloadEvent event) {
        if (isFull()) {
            return false;
        }
        delayed.put(event.download().id(), new Delayed(event, System.nanoTime() + delay));
        notifyAll();
        return true;
    }

    /** Waits until an event is due, then removes and answers with all that are due. */
    synchronized List<DownloadEvent> takeDue() throws InterruptedException {
        long left = moveDue();
        while (due.isEmpty()) {
            if (delayed.isEmpty()) {
                wait();
            } else {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            left = moveDue();
        }
        return take();
    }

    /** Removes and answers with all events. */
    synchronized List<DownloadEvent> takeAll() {
        delayed.values().forEach(one -> due.add(one.event));
        delayed.clear();
        return take();
    }

    private boolean isFull() {
        return due.size() + delayed.size() >= capacity;
    }

    /** Answers with the nanoseconds until the next delayed event is due. */
    private long moveDue() {
        long now = System.nanoTime();
        for (Iterator<Delayed> all = delayed.values().iterator(); all.hasNext();) {
            Delayed first = all.next();
            if (first.at - now > 0) {
                return first.at - now;
            }
            due.add(first.event);
            all.remove();
        }
        return 0;
    }

    private List<DownloadEvent> take() {
        List<DownloadEvent> taken = List.copyOf(due);
        due.clear();
        return taken;
    }

    /** @param at by {@link System#nanoTime}, when the event is due */
    private record Delayed(DownloadEvent event, long at) {}
}
