package org.downloadmanager.api.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;

/** A token bucket for each key; full buckets are evicted. */
final class TokenBuckets {

    private final int perMinute;
    private final TimeMeter time;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    TokenBuckets(int perMinute, TimeMeter time) {
        this.perMinute = perMinute;
        this.time = time;
    }

    /** Counts a request. Returns zero, or the time until the next request is allowed if this one is not. */
    Duration count(String who) {
        return Duration.ofNanos(buckets.computeIfAbsent(who, newcomer -> full())
                .tryConsumeAndReturnRemaining(1).getNanosToWaitForRefill());
    }

    /** A full bucket equals a new one. */
    void evictIdle() {
        buckets.keySet().forEach(who -> buckets.computeIfPresent(who,
                (same, bucket) -> bucket.getAvailableTokens() >= perMinute ? null : bucket));
    }

    int remembered() {
        return buckets.size();
    }

    private Bucket full() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
                .withCustomTimePrecision(time)
                .build();
    }
}
