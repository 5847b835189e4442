package org.downloadmanager.worker.execution;

import java.time.Duration;

/**
 * For how long this process has been in unbroken contact with the store of downloads. After an outage, or when this
 * process was frozen, all leases look lapsed, also those of the living, who had no way to renew them.
 */
final class TakeoverGuard {

    private final long lease;
    private long since;
    private long last;

    TakeoverGuard(Duration lease, long nanoTime) {
        this.lease = lease.toNanos();
        this.since = nanoTime;
        this.last = nanoTime;
    }

    void answered(long nanoTime) {
        if (nanoTime - last > lease) {
            since = nanoTime;
        }
        last = nanoTime;
    }

    void failed(long nanoTime) {
        since = nanoTime;
        last = nanoTime;
    }

    /** Whether the living have had the time to renew their leases, so that a lapsed one belongs to the dead. */
    boolean mayTakeOverExpiredLeases(long nanoTime) {
        return last - since >= lease && nanoTime - last <= lease;
    }
}
