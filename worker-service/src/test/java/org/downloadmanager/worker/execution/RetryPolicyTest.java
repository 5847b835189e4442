package org.downloadmanager.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;

import org.downloadmanager.downloads.RetryState;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    private final RetryPolicy latest = new RetryPolicy(new TestConfig(1).retry(), bound -> bound - 1);
    private final RetryPolicy earliest = new RetryPolicy(new TestConfig(1).retry(), bound -> 0);

    @Test
    void theMaximumBackoffDoublesUpToItsLimit() {
        assertThat(latest.delay(failures(1))).isEqualTo(Duration.ofMillis(20));
        assertThat(latest.delay(failures(2))).isEqualTo(Duration.ofMillis(40));
        assertThat(latest.delay(failures(3))).isEqualTo(Duration.ofMillis(80));
        assertThat(latest.delay(failures(4))).isEqualTo(Duration.ofMillis(100));
        assertThat(latest.delay(failures(500))).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void theJitterIsFull() {
        assertThat(earliest.delay(failures(3))).isZero();
    }

    @Test
    void theSecondExpiredLeaseRequiresIsolation() {
        assertThat(latest.requiresIsolation(expiredLeases(1))).isFalse();
        assertThat(latest.requiresIsolation(expiredLeases(2))).isTrue();
    }

    @Test
    void exceededLimitsGiveADownloadUp() {
        assertThat(latest.givesUpAfterFailure(failures(2))).isFalse();
        assertThat(latest.givesUpAfterFailure(failures(3))).isTrue();
        assertThat(latest.givesUpAfterExpiredLease(expiredLeases(2))).isFalse();
        assertThat(latest.givesUpAfterExpiredLease(expiredLeases(3))).isTrue();
    }

    private static RetryState failures(int count) {
        return new RetryState(Optional.empty(), 0, count);
    }

    private static RetryState expiredLeases(int count) {
        return new RetryState(Optional.empty(), count, 0);
    }
}
