package org.downloadmanager.api.identity;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How owners are identified. */
@ConfigMapping(prefix = "downloads.identity")
public interface IdentityConfig {

    /**
     * Signs identities; the same secret for every replica, at least 32 characters. A new secret makes every owner a new
     * one.
     */
    String secret();

    /** How long a browser keeps its identity. Without it, an owner cannot reach the downloads any more. */
    @WithDefault("365d")
    Duration lifetime();

    /** How long a shared link works; it admits every bearer. */
    @WithDefault("15m")
    Duration linkLifetime();

    /** Further origins from which browsers may use this service, such as https://reports.example.org. */
    Optional<List<String>> origins();
}
