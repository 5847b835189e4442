package org.downloadmanager.system.history;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Everything that was seen of the system from outside, and done to it. Safe for all threads. */
public final class History {

    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

    /** What one observer adds must be in the order in which they saw it. */
    public void add(Entry entry) {
        entries.add(entry);
    }

    public <T extends Entry> Stream<T> all(Class<T> kind) {
        return List.copyOf(entries).stream().filter(kind::isInstance).map(kind::cast);
    }
}
