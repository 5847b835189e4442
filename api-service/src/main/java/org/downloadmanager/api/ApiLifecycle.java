package org.downloadmanager.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.downloadmanager.downloads.redis.CircuitBreakingRedis;
import org.downloadmanager.downloads.redis.RedisDurabilityCheck;

import io.quarkus.runtime.StartupEvent;

/** A replica does not start with a Redis that may lose accepted downloads. */
@ApplicationScoped
class ApiLifecycle {

    private final CircuitBreakingRedis redis;

    ApiLifecycle(CircuitBreakingRedis redis) {
        this.redis = redis;
    }

    void start(@Observes StartupEvent event) {
        RedisDurabilityCheck.require(redis);
    }
}
