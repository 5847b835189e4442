package org.downloadmanager.worker.execution;

import java.time.Clock;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.DownloadsConfig;
import org.downloadmanager.downloads.redis.CircuitBreakingRedis;
import org.downloadmanager.downloads.redis.RedisDownloads;

import io.quarkus.redis.client.RedisClientName;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;

/** Provides the Redis connection over which leases are renewed. */
class LeaseConnection {

    @Produces
    @Singleton
    @LeaseRedis
    Downloads downloads(Vertx vertx, @RedisClientName("leases") Redis redis, DownloadsConfig config, Clock clock) {
        // A renewal that takes longer than the lease comes too late.
        return new RedisDownloads(new CircuitBreakingRedis(vertx, redis, config.lease()), config, clock);
    }
}
