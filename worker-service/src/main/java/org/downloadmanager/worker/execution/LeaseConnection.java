package org.downloadmanager.worker.execution;

import java.time.Clock;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.DownloadsConfig;
import org.downloadmanager.downloads.redis.RedisDownloads;

import io.quarkus.redis.client.RedisClientName;
import io.vertx.redis.client.Redis;

/** The connection over which leases are renewed. */
class LeaseConnection {

    @Produces
    @Singleton
    @LeaseRedis
    Downloads downloads(@RedisClientName("leases") Redis redis, DownloadsConfig config, Clock clock) {
        // Who has waited that long for an answer has lost the lease anyway.
        return new RedisDownloads(redis, config, config.lease(), clock);
    }
}
