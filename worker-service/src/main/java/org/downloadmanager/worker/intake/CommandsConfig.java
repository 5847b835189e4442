package org.downloadmanager.worker.intake;

import java.time.Duration;

import org.apache.kafka.clients.consumer.GroupProtocol;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How workers share the commands among them. */
@ConfigMapping(prefix = "downloads.commands")
public interface CommandsConfig {

    /** The consumer group that all workers of one system are in, and nobody else. */
    @WithDefault("download-workers")
    String group();

    /**
     * The client of the {@code consumer} protocol (KIP-848) keeps a processor busy for as long as the broker is away
     * (seen with 4.1.1 and 4.2.1), which running downloads need more.
     */
    @WithDefault("classic")
    GroupProtocol groupProtocol();

    /**
     * Silence after which the group gives a worker's partitions to others. Brokers allow 6 s and more by default; with
     * the {@code consumer} protocol they decide alone. No running download waits for it, those have leases.
     */
    @WithDefault("6s")
    Duration sessionTimeout();
}
