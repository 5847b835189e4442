package org.downloadmanager.api.identity;

import java.net.URI;
import java.util.Set;

import jakarta.inject.Singleton;

import io.vertx.core.net.HostAndPort;

/** The origins from which browsers may act for their users. */
@Singleton
class Origins {

    private final Set<String> allowed;

    Origins(IdentityConfig config) {
        allowed = Set.copyOf(config.origins().orElse(java.util.List.of()));
    }

    /**
     * Whether the origin is allowed. Programs send none; browsers always send it where it matters, and pages cannot
     * suppress it.
     */
    boolean allow(String origin, HostAndPort own) {
        return origin == null || allowed.contains(origin) || own != null && isSame(origin, own);
    }

    private static boolean isSame(String origin, HostAndPort own) {
        try {
            URI uri = URI.create(origin);
            return own.host().equalsIgnoreCase(uri.getHost()) && port(uri) == port(own, uri.getScheme());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static int port(URI uri) {
        return uri.getPort() > 0 ? uri.getPort() : standardPort(uri.getScheme());
    }

    private static int port(HostAndPort own, String scheme) {
        return own.port() > 0 ? own.port() : standardPort(scheme);
    }

    private static int standardPort(String scheme) {
        return "https".equals(scheme) ? 443 : 80;
    }
}
