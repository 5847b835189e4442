package org.downloadmanager.downloads;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What both services must agree on about the life of a download. */
@ConfigMapping(prefix = "downloads.lifecycle")
public interface DownloadsConfig {

    /**
     * How long an unended download is tried before it ends as an error. The commands must be retained in Kafka at least
     * as long. Longer keeps the proof that a download ended for longer, too.
     */
    @WithDefault("24h")
    Duration horizon();

    /** How long an ended download and its file are kept, and how long an idempotency key is remembered. */
    @WithDefault("24h")
    Duration retention();

    /**
     * How long a worker may be silent before another takes its downloads. Shorter takes over sooner, but a pause of a
     * worker's process or of the network then costs it its work.
     */
    @WithDefault("1500ms")
    Duration lease();

    /** Into how many parts the downloads are divided, by owner; every process must have the same number. */
    @WithDefault("1")
    int shards();
}
