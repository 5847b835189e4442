package org.downloadmanager.system.history;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** All observations and actions from outside the system. Thread-safe. */
public final class History {

    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

    /** The entries of one observer must be added in the order of observation. */
    public void add(Entry entry) {
        entries.add(entry);
    }

    public <T extends Entry> Stream<T> all(Class<T> kind) {
        return List.copyOf(entries).stream().filter(kind::isInstance).map(kind::cast);
    }
}
