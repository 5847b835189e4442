package org.downloadmanager.worker.execution;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How a worker works. */
@ConfigMapping(prefix = "downloads.worker")
public interface WorkerConfig {

    /** By which the worker is known in logs, leases and, where wished, to users. Must differ between workers. */
    @WithDefault("${HOSTNAME:worker}")
    String name();

    /** How many files it makes at a time. More share its memory, its processors and the sources' connections. */
    @WithDefault("4")
    int slots();

    /** How long a generator may stand still before its attempt counts as failed. */
    @WithDefault("5m")
    Duration stallTimeout();

    /**
     * How long a stopping worker waits for its generators to reach a checkpoint. What has not reached one by then is
     * handed over as of its last one. Must be shorter than what the platform grants a stopping process.
     */
    @WithDefault("5s")
    Duration handOverTimeout();

    Retry retry();

    /** What happens to a download whose attempts fail or whose workers die; a new checkpoint wipes the slate. */
    interface Retry {

        /** Failed attempts after which there is no other. */
        @WithDefault("5")
        int failures();

        /** Lapsed leases after which the download is taken for what kills its workers. */
        @WithDefault("4")
        int lapses();

        /**
         * How long a download that must run alone waits for an idle worker before a busy one makes room for it. Less
         * than a few seconds, and several make room for the same one.
         */
        @WithDefault("5s")
        Duration roomAfter();

        /** The longest wait before the second attempt; it doubles with each further one. */
        @WithDefault("1s")
        Duration firstDelay();

        /** The longest wait before any attempt. */
        @WithDefault("1m")
        Duration greatestDelay();
    }
}
