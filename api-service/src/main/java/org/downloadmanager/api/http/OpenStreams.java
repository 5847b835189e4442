package org.downloadmanager.api.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Owner;

/** Sockets and event streams that are open on this replica, by whose they are and where they lead. */
@Singleton
public class OpenStreams {

    private final TrafficConfig config;
    private final Map<Owner, Integer> byOwner = new HashMap<>();
    private final Map<String, Integer> byAddress = new HashMap<>();

    OpenStreams(TrafficConfig config) {
        this.config = config;
    }

    public synchronized boolean haveRoom(Owner owner, String address) {
        return byOwner.getOrDefault(owner, 0) < config.streamsPerOwner()
                && byAddress.getOrDefault(address, 0) < config.streamsPerAddress();
    }

    /** Empty when there are too many; else a place that must be left. */
    public synchronized Optional<Place> enter(Owner owner, String address) {
        if (!haveRoom(owner, address)) {
            return Optional.empty();
        }
        byOwner.merge(owner, 1, Integer::sum);
        byAddress.merge(address, 1, Integer::sum);
        return Optional.of(new Place(owner, address));
    }

    private synchronized void leave(Place place) {
        if (!place.left) {
            place.left = true;
            byOwner.computeIfPresent(place.owner, (owner, open) -> open > 1 ? open - 1 : null);
            byAddress.computeIfPresent(place.address, (address, open) -> open > 1 ? open - 1 : null);
        }
    }

    /** One open stream. */
    public final class Place {

        private final Owner owner;
        private final String address;
        private boolean left;

        private Place(Owner owner, String address) {
            this.owner = owner;
            this.address = address;
        }

        /** Leaving twice is no error. */
        public void leave() {
            OpenStreams.this.leave(this);
        }
    }
}
