package org.downloadmanager.downloads;

import java.util.Optional;

/**
 * The checkpoint and the setbacks of an active download.
 *
 * @param expiredLeases leases that expired since the last checkpoint
 * @param failures attempts that failed since the last checkpoint
 */
public record RetryState(Optional<Checkpoint> checkpoint, int expiredLeases, int failures) {

    public static final RetryState NONE = new RetryState(Optional.empty(), 0, 0);

    RetryState reached(Checkpoint next) {
        return checkpoint.filter(next::equals).isPresent() ? this : new RetryState(Optional.of(next), 0, 0);
    }

    RetryState leaseExpired() {
        return new RetryState(checkpoint, expiredLeases + 1, failures);
    }

    RetryState failed() {
        return new RetryState(checkpoint, expiredLeases, failures + 1);
    }
}
