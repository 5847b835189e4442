package org.downloadmanager.worker.execution;

import java.time.Duration;

import org.downloadmanager.downloads.DownloadsConfig;

/** A worker whose timeouts are short enough for tests. */
record TestConfig(String name, int slots, Duration stallTimeout, Duration isolationWait)
        implements
            WorkerConfig,
            WorkerConfig.Retry,
            DownloadsConfig {

    static final Duration LEASE = Duration.ofMillis(600);

    TestConfig(int slots) {
        this("worker-1", slots, Duration.ofMinutes(1), Duration.ofMinutes(1));
    }

    /** The same with another wait before a drain. */
    TestConfig withIsolationWait(Duration time) {
        return new TestConfig(name, slots, stallTimeout, time);
    }

    TestConfig withName(String worker) {
        return new TestConfig(worker, slots, stallTimeout, isolationWait);
    }

    /** The same with another stall timeout. */
    TestConfig withStallTimeout(Duration time) {
        return new TestConfig(name, slots, time, isolationWait);
    }

    @Override
    public Duration handOverTimeout() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Retry retry() {
        return this;
    }

    @Override
    public int maxFailures() {
        return 3;
    }

    @Override
    public int maxLeaseExpirations() {
        return 3;
    }

    @Override
    public Duration initialBackoff() {
        return Duration.ofMillis(20);
    }

    @Override
    public Duration maxBackoff() {
        return Duration.ofMillis(100);
    }

    @Override
    public Duration horizon() {
        return Duration.ofHours(24);
    }

    @Override
    public Duration retention() {
        return Duration.ofHours(24);
    }

    @Override
    public Duration lease() {
        return LEASE;
    }

    @Override
    public int shards() {
        return 1;
    }
}
