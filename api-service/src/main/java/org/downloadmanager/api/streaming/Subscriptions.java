package org.downloadmanager.api.streaming;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import org.downloadmanager.api.downloads.AcceptanceListener;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.messages.DownloadEvent;

/** The subscriptions of this replica: its only state. */
@Singleton
public class Subscriptions implements AcceptanceListener {

    /** Longer than an event takes while Kafka is healthy. */
    private static final Duration LATE = Duration.ofSeconds(5);

    private final Downloads downloads;
    private final Clock clock;
    private final Map<Owner, Set<Subscription>> byOwner = new ConcurrentHashMap<>();

    Subscriptions(Downloads downloads, Clock clock) {
        this.downloads = downloads;
        this.clock = clock;
    }

    /** The subscription misses nothing from now on: it receives events first, and then the present state is read. */
    void subscribe(Subscription subscription) {
        byOwner.compute(subscription.owner(), (owner, others) -> {
            Set<Subscription> all = others == null ? ConcurrentHashMap.newKeySet() : others;
            all.add(subscription);
            return all;
        });
        show(subscription.owner(), Set.of(subscription));
    }

    void unsubscribe(Subscription subscription) {
        byOwner.computeIfPresent(subscription.owner(), (owner, others) -> {
            others.remove(subscription);
            return others.isEmpty() ? null : others;
        });
    }

    boolean isWatched(Owner owner) {
        return byOwner.containsKey(owner);
    }

    /** The owner sees the download at once, without the way through Kafka. */
    @Override
    public void accepted(DownloadEvent event) {
        show(event);
    }

    /**
     * Sends an event to the subscriptions of its owner. A late event, as after an outage of Kafka, may be about a download that
     * was removed since, and new subscriptions have never seen it; so it is replaced by the state in the store.
     */
    public void show(DownloadEvent event) {
        Download changed = event.download();
        Set<Subscription> all = byOwner.getOrDefault(changed.owner(), Set.of());
        boolean isLate = changed.updatedAt().isBefore(clock.instant().minus(LATE));
        if (all.isEmpty() || event.removed() || !isLate) {
            all.forEach(subscription -> subscription.show(event));
        } else {
            downloads.find(changed.owner(), changed.id()).map(DownloadEvent::of)
                    .ifPresent(now -> all.forEach(subscription -> subscription.show(now)));
        }
    }

    /** Reads the state of owners with active downloads again, in case an event was lost. */
    void refreshActive() {
        byOwner.forEach((owner, all) -> {
            if (all.stream().anyMatch(Subscription::seesActive)) {
                show(owner, all);
            }
        });
    }

    /** Reads the state of all owners again, when no events arrive and a download may have been requested elsewhere. */
    void refreshAll() {
        byOwner.forEach(this::show);
    }

    /** One read for all subscriptions to all downloads. */
    private void show(Owner owner, Set<Subscription> all) {
        if (all.stream().anyMatch(subscription -> subscription.only().isEmpty())) {
            List<Download> now = downloads.list(owner);
            all.stream().filter(subscription -> subscription.only().isEmpty())
                    .forEach(subscription -> subscription.show(now));
        }
        all.forEach(subscription -> subscription.only()
                .ifPresent(wanted -> subscription.show(downloads.find(owner, wanted).stream().toList())));
    }
}
