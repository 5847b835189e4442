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

    private final Subscriptions subscriptions;

    public Audience(Downloads downloads) {
        this(downloads, Clock.systemUTC());
    }

    Audience(Downloads downloads, Clock clock) {
        subscriptions = new Subscriptions(downloads, clock);
    }

    public Subscriptions live() {
        return subscriptions;
    }

    /** What somebody is shown from now on. */
    public List<DownloadEvent> watch(Owner owner) {
        List<DownloadEvent> shown = new CopyOnWriteArrayList<>();
        subscriptions.subscribe(subscription(owner, shown));
        return shown;
    }

    static Subscription subscription(Owner owner, List<DownloadEvent> shown) {
        return new Subscription(owner, event -> {
            shown.add(event);
            return Uni.createFrom().voidItem();
        });
    }
}
