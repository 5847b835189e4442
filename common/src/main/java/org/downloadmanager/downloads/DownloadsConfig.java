package org.downloadmanager.downloads;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The lifetime of downloads. Both services need the same values. */
@ConfigMapping(prefix = "downloads.lifecycle")
public interface DownloadsConfig {

    /**
     * How long a download is tried before it ends as an error. Kafka must retain commands at least as long. A longer
     * horizon also keeps ended markers longer.
     */
    @WithDefault("24h")
    Duration horizon();

    /** How long an ended download and its file are kept, and how long an idempotency key is remembered. */
    @WithDefault("24h")
    Duration retention();

    /**
     * How long a worker may be silent before another worker takes over its downloads. A shorter lease takes over
     * sooner, but a pause of a process or of the network then costs the worker its downloads.
     */
    @WithDefault("1500ms")
    Duration lease();

    /** How many shards the downloads are divided into, by owner; every process needs the same number. */
    @WithDefault("1")
    int shards();
}
