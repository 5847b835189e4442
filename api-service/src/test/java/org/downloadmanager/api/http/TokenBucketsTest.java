package org.downloadmanager.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.github.bucket4j.TimeMeter;

class TokenBucketsTest {

    private static final int PER_MINUTE = 60;

    private long now;

    private final TokenBuckets buckets = new TokenBuckets(PER_MINUTE, new TimeMeter() {

        @Override
        public long currentTimeNanos() {
            return now;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    });

    @Test
    void aBurstOfOneMinuteIsAllowed() {
        // When / Then
        for (int i = 0; i < PER_MINUTE; i++) {
            assertThat(buckets.count("ann")).isZero();
        }
        assertThat(buckets.count("ann")).isEqualTo(Duration.ofSeconds(1));
        assertThat(buckets.count("ben")).isZero();
    }

    @Test
    void waitingTheNamedTimeIsEnough() {
        // Given
        useUp("ann");

        // When
        now += buckets.count("ann").toNanos();

        // Then
        assertThat(buckets.count("ann")).isZero();
        assertThat(buckets.count("ann")).isPositive();
    }

    @Test
    void bucketsAreEvictedAfterAnIdleMinute() {
        // Given
        useUp("ann");
        now += Duration.ofSeconds(30).toNanos();
        buckets.count("ben");

        // When
        now += Duration.ofSeconds(30).toNanos();

        // Then
        assertThat(buckets.size()).isEqualTo(1);
        assertThat(buckets.count("ann")).isZero();
    }

    @Test
    void theNumberOfBucketsIsBounded() {
        // When
        for (int i = 0; i < 101_000; i++) {
            buckets.count("address " + i);
        }

        // Then
        assertThat(buckets.size()).isLessThanOrEqualTo(100_000);
    }

    private void useUp(String who) {
        for (int i = 0; i < PER_MINUTE; i++) {
            buckets.count(who);
        }
    }
}
