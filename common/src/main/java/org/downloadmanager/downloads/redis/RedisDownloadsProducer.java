package org.downloadmanager.downloads.redis;

import java.time.Clock;
import java.time.Duration;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.downloadmanager.downloads.DownloadsConfig;

import io.vertx.redis.client.Redis;

/** The downloads in the Redis that the configuration names. */
class RedisDownloadsProducer {

    /** Longer than any healthy Redis takes; whoever asks would rather be told that there is no answer. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @Produces
    @Singleton
    RedisDownloads downloads(Redis redis, DownloadsConfig config, Clock clock) {
        return new RedisDownloads(redis, config, TIMEOUT, clock);
    }

    @Produces
    @Singleton
    RedisPreviews previews(Redis redis) {
        return new RedisPreviews(redis, TIMEOUT);
    }
}
