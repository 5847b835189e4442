package org.downloadmanager.api.streaming;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.messages.DownloadEvent;

import io.smallrye.mutiny.Uni;

/**
 * A subscription to an owner's downloads. It sends each version of a download at most once and never an older one after a
 * newer one. One message is in flight at a time, and only the newest state of each download waits behind it, so a slow
 * reader costs bounded memory.
 */
final class Subscription {

    private final Owner owner;
    private final Optional<DownloadId> only;
    private final Function<DownloadEvent, Uni<Void>> send;
    private final Map<DownloadId, DownloadEvent> seen = new HashMap<>();
    private final Map<DownloadId, DownloadEvent> waiting = new LinkedHashMap<>();
    private boolean sending;

    /** A subscription to all downloads of the owner. */
    Subscription(Owner owner, Function<DownloadEvent, Uni<Void>> send) {
        this(owner, Optional.empty(), send);
    }

    /** A subscription to one download, or to all when none is given. */
    Subscription(Owner owner, Optional<DownloadId> only, Function<DownloadEvent, Uni<Void>> send) {
        this.owner = owner;
        this.only = only;
        this.send = send;
    }

    Owner owner() {
        return owner;
    }

    Optional<DownloadId> only() {
        return only;
    }

    void show(DownloadEvent event) {
        if (only.filter(wanted -> !wanted.equals(event.download().id())).isPresent()) {
            return;
        }
        synchronized (this) {
            DownloadEvent before = seen.get(event.download().id());
            if (before != null && !isNewer(event, before)) {
                return;
            }
            seen.put(event.download().id(), event);
            waiting.put(event.download().id(), event);
            if (sending) {
                return;
            }
            sending = true;
        }
        sendNext();
    }

    /** Shows the present state of the store: a download that was shown before and is missing now was removed. */
    void show(List<Download> newestFirst) {
        for (int i = newestFirst.size() - 1; i >= 0; i--) {
            show(DownloadEvent.of(newestFirst.get(i)));
        }
        goneFrom(newestFirst).forEach(gone -> show(DownloadEvent.removal(gone)));
    }

    /** Whether a shown download is active. */
    synchronized boolean seesActive() {
        return seen.values().stream().anyMatch(event -> !event.removed() && !event.download().isEnded());
    }

    private synchronized List<Download> goneFrom(List<Download> all) {
        List<DownloadId> there = all.stream().map(Download::id).toList();
        return seen.values().stream()
                // An active download may have been accepted after the store was read.
                .filter(event -> !event.removed() && event.download().isEnded())
                .map(DownloadEvent::download)
                .filter(download -> !there.contains(download.id()))
                .toList();
    }

    private static boolean isNewer(DownloadEvent event, DownloadEvent before) {
        return event.download().version() > before.download().version() || event.removed() && !before.removed();
    }

    private void sendNext() {
        DownloadEvent next;
        synchronized (this) {
            Iterator<DownloadEvent> newest = waiting.values().iterator();
            if (!newest.hasNext()) {
                sending = false;
                return;
            }
            next = newest.next();
            newest.remove();
        }
        send.apply(next).subscribe().with(sent -> sendNext(), failure -> {
            // The connection is broken; the client reconnects and gets the whole state.
        });
    }
}
