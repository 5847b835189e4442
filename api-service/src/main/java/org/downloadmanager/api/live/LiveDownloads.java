package org.downloadmanager.api.live;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.messages.DownloadEvent;

/** Who watches downloads through this replica: the only thing that it remembers. */
@Singleton
public class LiveDownloads {

    private final Downloads downloads;
    private final Map<Owner, Set<Watcher>> watchers = new ConcurrentHashMap<>();

    LiveDownloads(Downloads downloads) {
        this.downloads = downloads;
    }

    /** From now on the watcher misses nothing: events are taken first, and the state that they follow is read then. */
    void watch(Watcher watcher) {
        watchers.compute(watcher.owner(), (owner, others) -> {
            Set<Watcher> all = others == null ? ConcurrentHashMap.newKeySet() : others;
            all.add(watcher);
            return all;
        });
        watcher.show(downloads.list(watcher.owner()));
    }

    void leave(Watcher watcher) {
        watchers.computeIfPresent(watcher.owner(), (owner, others) -> {
            others.remove(watcher);
            return others.isEmpty() ? null : others;
        });
    }

    boolean isWatched(Owner owner) {
        return watchers.containsKey(owner);
    }

    /** Shows what happened to everybody here whom it concerns. */
    public void show(DownloadEvent event) {
        watchers.getOrDefault(event.download().owner(), Set.of()).forEach(watcher -> watcher.show(event));
    }

    /** Reads the state of whoever waits for something, in case an event was lost. */
    void refresh() {
        watchers.forEach((owner, all) -> {
            if (all.stream().anyMatch(Watcher::seesActive)) {
                var now = downloads.list(owner);
                all.forEach(watcher -> watcher.show(now));
            }
        });
    }
}
