package org.downloadmanager.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.github.bucket4j.TimeMeter;

class TokenBucketsTest {

    private static final int PER_MINUTE = 60;

    private long now;

    private final TokenBuckets rates = new TokenBuckets(PER_MINUTE, new TimeMeter() {

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
            assertThat(rates.count("ann")).isZero();
        }
        assertThat(rates.count("ann")).isEqualTo(Duration.ofSeconds(1));
        assertThat(rates.count("ben")).isZero();
    }

    @Test
    void waitingTheNamedTimeIsEnough() {
        // Given
        useUp("ann");

        // When
        now += rates.count("ann").toNanos();

        // Then
        assertThat(rates.count("ann")).isZero();
        assertThat(rates.count("ann")).isPositive();
    }

    @Test
    void onlyIdleBucketsAreEvicted() {
        // Given
        useUp("ann");
        now += Duration.ofSeconds(30).toNanos();
        rates.count("ben");
        now += Duration.ofSeconds(29).toNanos();

        // When
        rates.evictIdle();

        // Then Ben, who asked once, is as if he never had; Ann has not made up for her minute yet
        assertThat(rates.remembered()).isEqualTo(1);
        now += Duration.ofSeconds(1).toNanos();
        rates.evictIdle();
        assertThat(rates.remembered()).isZero();
    }

    private void useUp(String who) {
        for (int i = 0; i < PER_MINUTE; i++) {
            rates.count(who);
        }
    }
}
