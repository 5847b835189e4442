package org.downloadmanager.api.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Owner;

/** Limits the open sockets and event streams of this replica, per owner and per address. */
@Singleton
public class ConnectionLimiter {

    private final TrafficConfig config;
    private final Map<Owner, Integer> byOwner = new HashMap<>();
    private final Map<String, Integer> byAddress = new HashMap<>();

    ConnectionLimiter(TrafficConfig config) {
        this.config = config;
    }

    public synchronized boolean hasCapacity(Owner owner, String address) {
        return byOwner.getOrDefault(owner, 0) < config.streamsPerOwner()
                && byAddress.getOrDefault(address, 0) < config.streamsPerAddress();
    }

    /** Empty when there are too many; else a permit that must be released. */
    public synchronized Optional<Permit> tryAcquire(Owner owner, String address) {
        if (!hasCapacity(owner, address)) {
            return Optional.empty();
        }
        byOwner.merge(owner, 1, Integer::sum);
        byAddress.merge(address, 1, Integer::sum);
        return Optional.of(new Permit(owner, address));
    }

    private synchronized void release(Permit permit) {
        if (!permit.released) {
            permit.released = true;
            byOwner.computeIfPresent(permit.owner, (owner, open) -> open > 1 ? open - 1 : null);
            byAddress.computeIfPresent(permit.address, (address, open) -> open > 1 ? open - 1 : null);
        }
    }

    /** The right to one open socket or stream. */
    public final class Permit {

        private final Owner owner;
        private final String address;
        private boolean released;

        private Permit(Owner owner, String address) {
            this.owner = owner;
            this.address = address;
        }

        /** Releasing twice is not an error. */
        public void release() {
            ConnectionLimiter.this.release(this);
        }
    }
}
