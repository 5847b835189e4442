package org.downloadmanager.worker.execution;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How a worker runs downloads. */
@ConfigMapping(prefix = "downloads.worker")
public interface WorkerConfig {

    /** The worker's name in logs, in leases and, where enabled, for users. Must differ between workers. */
    @WithDefault("${HOSTNAME:worker}")
    String name();

    /** How many downloads it runs at a time. More share its memory, its processors and the connections of the sources. */
    @WithDefault("4")
    int slots();

    /** How long a generator may make no progress before its attempt counts as failed. */
    @WithDefault("5m")
    Duration stallTimeout();

    /**
     * How long a stopping worker waits for its generators to reach a checkpoint. A download without one by then is
     * handed over as of its last one. Must be shorter than the platform's grace period.
     */
    @WithDefault("5s")
    Duration handOverTimeout();

    Retry retry();

    /** What happens to a download whose attempts fail or whose workers crash. A new checkpoint resets both counters. */
    interface Retry {

        /** The failed attempts without a new checkpoint after which a download ends as an error. */
        @WithDefault("5")
        int maxFailures();

        /**
         * The expired leases without a new checkpoint after which a download ends as an error, because it crashes
         * its workers.
         */
        @WithDefault("4")
        int maxLeaseExpirations();

        /**
         * How long a download suspected of crashing workers waits for an idle worker before a busy one is drained to run
         * it alone. With less than a few seconds several workers drain for the same download.
         */
        @WithDefault("5s")
        Duration isolationWait();

        /** The upper bound of the wait before the second attempt; it doubles with each further attempt. */
        @WithDefault("1s")
        Duration initialBackoff();

        /** The upper bound of the wait before any attempt. */
        @WithDefault("1m")
        Duration maxBackoff();
    }
}
