package org.downloadmanager.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.downloadmanager.downloads.redis.RedisDurabilityCheck;

import io.quarkus.runtime.StartupEvent;
import io.vertx.redis.client.Redis;

/** A replica accepts nothing that its Redis may lose. */
@ApplicationScoped
class ApiLifecycle {

    private final Redis redis;

    ApiLifecycle(Redis redis) {
        this.redis = redis;
    }

    void start(@Observes StartupEvent event) {
        RedisDurabilityCheck.require(redis);
    }
}
