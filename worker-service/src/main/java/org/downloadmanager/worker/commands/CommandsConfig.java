package org.downloadmanager.worker.commands;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How workers share the commands among them. */
@ConfigMapping(prefix = "downloads.commands")
public interface CommandsConfig {

    /** The consumer group that all workers of one system are in, and nobody else. */
    @WithDefault("download-workers")
    String group();

    /** {@code consumer} is the protocol of KIP-848; {@code classic} serves brokers older than 4.0. */
    @WithDefault("consumer")
    String groupProtocol();
}
