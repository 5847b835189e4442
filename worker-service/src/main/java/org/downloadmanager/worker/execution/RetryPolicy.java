package org.downloadmanager.worker.execution;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongUnaryOperator;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.RetryState;

/** When a download is tried again after a failure or an expired lease, and when it is given up. */
@Singleton
class RetryPolicy {

    /** From this many expired leases on, a download is suspected of crashing its workers and runs alone. */
    private static final int SUSPICIOUS_EXPIRATIONS = 2;

    private final WorkerConfig.Retry config;
    private final LongUnaryOperator randomBelow;

    @Inject
    RetryPolicy(WorkerConfig config) {
        this(config.retry(), bound -> ThreadLocalRandom.current().nextLong(bound));
    }

    /** @param randomBelow a random number from 0 to below its argument */
    RetryPolicy(WorkerConfig.Retry config, LongUnaryOperator randomBelow) {
        this.config = config;
        this.randomBelow = randomBelow;
    }

    boolean givesUpAfterFailure(RetryState retryState) {
        return retryState.failures() >= config.maxFailures();
    }

    boolean givesUpAfterExpiredLease(RetryState retryState) {
        return retryState.expiredLeases() >= config.maxLeaseExpirations();
    }

    boolean requiresIsolation(RetryState retryState) {
        return retryState.expiredLeases() >= SUSPICIOUS_EXPIRATIONS;
    }

    /** Whether the download has waited for an idle worker so long that a busy one may be drained for it. */
    boolean mayForceDrain(Download waiting, Instant now) {
        return Duration.between(waiting.updatedAt(), now).compareTo(config.isolationWait()) >= 0;
    }

    /**
     * Exponential backoff with full jitter, so that downloads that failed together are not retried together; see Marc
     * Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).
     */
    Duration delay(RetryState retryState) {
        int setbacks = Math.max(1, retryState.failures() + retryState.expiredLeases());
        long ceiling = Math.min(config.maxBackoff().toMillis(),
                config.initialBackoff().toMillis() << Math.min(30, setbacks - 1));
        return Duration.ofMillis(randomBelow.applyAsLong(ceiling + 1));
    }
}
