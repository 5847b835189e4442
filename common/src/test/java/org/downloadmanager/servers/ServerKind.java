package org.downloadmanager.servers;

import org.testcontainers.DockerClientFactory;

/** Selects where the tests get Kafka and Redis from. */
enum ServerKind {
    CONTAINERS, EMBEDDED;

    static ServerKind chosen() {
        return switch (System.getProperty("servers", "any")) {
            case "containers" -> CONTAINERS;
            case "embedded" -> EMBEDDED;
            case "any" -> DockerClientFactory.instance().isDockerAvailable() ? CONTAINERS : EMBEDDED;
            default -> throw new IllegalArgumentException("-Dservers is containers, embedded or any");
        };
    }
}
