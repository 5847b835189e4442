package org.downloadmanager.api.streaming;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.messages.DownloadEvent;

import io.smallrye.mutiny.Uni;

/** Watchers in tests, and what they are shown. */
public final class Audience {

    private final LiveDownloads live;

    public Audience(Downloads downloads) {
        this(downloads, Clock.systemUTC());
    }

    Audience(Downloads downloads, Clock clock) {
        live = new LiveDownloads(downloads, clock);
    }

    public LiveDownloads live() {
        return live;
    }

    /** What somebody is shown from now on. */
    public List<DownloadEvent> watch(Owner owner) {
        List<DownloadEvent> shown = new CopyOnWriteArrayList<>();
        live.watch(watcher(owner, shown));
        return shown;
    }

    static Watcher watcher(Owner owner, List<DownloadEvent> shown) {
        return new Watcher(owner, event -> {
            shown.add(event);
            return Uni.createFrom().voidItem();
        });
    }
}
