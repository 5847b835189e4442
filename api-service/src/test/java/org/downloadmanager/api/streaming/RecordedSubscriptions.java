package org.downloadmanager.api.streaming;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.messages.DownloadEvent;

import io.smallrye.mutiny.Uni;

/** Subscriptions that record the events they receive. */
public final class RecordedSubscriptions {

    private final Subscriptions subscriptions;

    public RecordedSubscriptions(Downloads downloads) {
        this(downloads, Clock.systemUTC());
    }

    RecordedSubscriptions(Downloads downloads, Clock clock) {
        subscriptions = new Subscriptions(downloads, clock);
    }

    public Subscriptions subscriptions() {
        return subscriptions;
    }

    /** The events that a new subscription of the owner receives, as they come. */
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
