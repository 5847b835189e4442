package org.downloadmanager.api.http;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;

/** A token bucket for each key, in bounded memory. */
final class TokenBuckets {

    private static final int MAX_KEYS = 100_000;
    private static final Duration REFILL = Duration.ofMinutes(1);

    private final int perMinute;
    private final TimeMeter time;
    private final Cache<String, Bucket> buckets;

    TokenBuckets(int perMinute, TimeMeter time) {
        this.perMinute = perMinute;
        this.time = time;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MAX_KEYS)
                // An idle bucket is full by then, and a full bucket equals a new one.
                .expireAfterAccess(REFILL)
                .ticker(time::currentTimeNanos)
                .build();
    }

    /** Counts a request. Returns zero, or the time until the next request is allowed if this one is not. */
    Duration count(String key) {
        return Duration.ofNanos(buckets.get(key, newKey -> full()).tryConsumeAndReturnRemaining(1)
                .getNanosToWaitForRefill());
    }

    /** How many keys have a bucket. */
    long size() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    private Bucket full() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, REFILL))
                .withCustomTimePrecision(time)
                .build();
    }
}
