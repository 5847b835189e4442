package org.downloadmanager.downloads.redis;

import java.time.Clock;
import java.time.Duration;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.downloadmanager.downloads.DownloadsConfig;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;

/** The adapters of the Redis that the configuration names. */
class RedisAdapters {

    /** Longer than any healthy Redis takes; an error after that is better for clients than a longer wait. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @Produces
    @Singleton
    CircuitBreakingRedis redis(Vertx vertx, Redis redis) {
        return new CircuitBreakingRedis(vertx, redis, TIMEOUT);
    }

    @Produces
    @Singleton
    RedisDownloads downloads(CircuitBreakingRedis redis, DownloadsConfig config, Clock clock) {
        return new RedisDownloads(redis, config, clock);
    }

    @Produces
    @Singleton
    RedisWorkQueue workQueue(CircuitBreakingRedis redis, DownloadsConfig config, Clock clock) {
        return new RedisWorkQueue(redis, config, clock);
    }

    @Produces
    @Singleton
    RedisQueueStats queueStats(CircuitBreakingRedis redis, DownloadsConfig config) {
        return new RedisQueueStats(redis, config.shards());
    }

    @Produces
    @Singleton
    RedisPreviews previews(CircuitBreakingRedis redis) {
        return new RedisPreviews(redis);
    }
}
