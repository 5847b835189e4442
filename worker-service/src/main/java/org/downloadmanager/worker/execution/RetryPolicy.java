package org.downloadmanager.worker.execution;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongUnaryOperator;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.RetryState;

/** When a download that met with misfortune is tried again, if at all. */
@Singleton
class RetryPolicy {

    /** From this many lapses on a download is suspected of killing its workers, and runs where it takes nobody along. */
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

    /** Whether it has waited so long for a worker that is idle that one which is not should make room for it. */
    boolean mayForceDrain(Download waiting, Instant now) {
        return Duration.between(waiting.updatedAt(), now).compareTo(config.isolationWait()) >= 0;
    }

    /**
     * Exponential backoff with full jitter, so that what failed together does not come back together; see Marc Brooker,
     * "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).
     */
    Duration delay(RetryState retryState) {
        int misfortunes = Math.max(1, retryState.failures() + retryState.expiredLeases());
        long ceiling = Math.min(config.maxBackoff().toMillis(),
                config.initialBackoff().toMillis() << Math.min(30, misfortunes - 1));
        return Duration.ofMillis(randomBelow.applyAsLong(ceiling + 1));
    }
}
