package org.downloadmanager.worker.intake;

import java.time.Duration;

import org.apache.kafka.clients.consumer.GroupProtocol;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How workers share the commands. */
@ConfigMapping(prefix = "downloads.commands")
public interface CommandsConfig {

    /** The consumer group of all workers of one system, and of no other consumer. */
    @WithDefault("download-workers")
    String group();

    /**
     * Without a broker, the client of the {@code consumer} protocol (KIP-848) keeps a processor busy that running
     * downloads need (seen with 4.1.1 and 4.2.1).
     */
    @WithDefault("classic")
    GroupProtocol groupProtocol();

    /**
     * Silence after which the group gives the partitions of a worker to others. Brokers allow 6 s and more by default;
     * with the {@code consumer} protocol the broker decides. Running downloads have leases and do not depend on it.
     */
    @WithDefault("6s")
    Duration sessionTimeout();
}
