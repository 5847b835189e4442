package org.downloadmanager.worker.execution;

import java.time.Duration;

/**
 * Measures how long this process has been in unbroken contact with the store of downloads. After an outage of the store,
 * or a pause of this process, every lease looks expired, because live workers could not renew theirs either.
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

    /** Whether live workers have had time to renew, so that an expired lease implies a dead worker. */
    boolean mayTakeOverExpiredLeases(long nanoTime) {
        return last - since >= lease && nanoTime - last <= lease;
    }
}
