package org.downloadmanager.api.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;

/** A token bucket for each key; a bucket that is full again is evicted. */
final class TokenBuckets {

    private final int perMinute;
    private final TimeMeter time;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    TokenBuckets(int perMinute, TimeMeter time) {
        this.perMinute = perMinute;
        this.time = time;
    }

    /** Counts a request; answers with how long to wait before the next one when this one is too many, else zero. */
    Duration count(String who) {
        return Duration.ofNanos(buckets.computeIfAbsent(who, newcomer -> full())
                .tryConsumeAndReturnRemaining(1).getNanosToWaitForRefill());
    }

    /** A full bucket is as good as none. */
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
