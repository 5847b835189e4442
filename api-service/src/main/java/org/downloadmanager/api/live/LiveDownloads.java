package org.downloadmanager.api.live;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Download;
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
        show(watcher.owner(), Set.of(watcher));
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

    /**
     * Reads the state again, in case an event was lost: of whoever waits for something, or of everybody, when no events
     * arrive and something may have begun of which nobody here has heard.
     */
    void refresh(boolean everybody) {
        watchers.forEach((owner, all) -> {
            if (everybody || all.stream().anyMatch(Watcher::seesActive)) {
                show(owner, all);
            }
        });
    }

    /** One reading for all who see everything. */
    private void show(Owner owner, Set<Watcher> all) {
        if (all.stream().anyMatch(watcher -> watcher.only().isEmpty())) {
            List<Download> now = downloads.list(owner);
            all.stream().filter(watcher -> watcher.only().isEmpty()).forEach(watcher -> watcher.show(now));
        }
        all.forEach(watcher -> watcher.only()
                .ifPresent(wanted -> watcher.show(downloads.find(owner, wanted).stream().toList())));
    }
}
