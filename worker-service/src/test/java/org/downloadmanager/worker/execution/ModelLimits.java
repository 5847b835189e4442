package org.downloadmanager.worker.execution;

import java.time.Duration;

/** Limits that a story of a few steps can reach. */
record ModelLimits() implements WorkerConfig.Retry {

    @Override
    public int maxFailures() {
        return 2;
    }

    @Override
    public int maxLeaseExpirations() {
        return 3;
    }

    @Override
    public Duration isolationWait() {
        // Any wait is long enough, whatever the clocks of the model and of Redis show.
        return Model.HORIZON.negated();
    }

    @Override
    public Duration initialBackoff() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Duration maxBackoff() {
        return Duration.ofMinutes(1);
    }
}
