package org.downloadmanager.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class TakeoverGuardTest {

    private final TakeoverGuard takeoverGuard = new TakeoverGuard(Duration.ofMillis(1_500), 0);

    @Test
    void aNewWorkerMayNotTakeOverYet() {
        // When
        takeoverGuard.answered(millis(1_000));

        // Then
        assertThat(takeoverGuard.mayTakeOverExpiredLeases(millis(1_000))).isFalse();
    }

    @Test
    void afterOneLeaseOfContactAWorkerMayTakeOver() {
        // When
        takeoverGuard.answered(millis(1_000));
        takeoverGuard.answered(millis(1_600));

        // Then
        assertThat(takeoverGuard.mayTakeOverExpiredLeases(millis(1_600))).isTrue();
    }

    @Test
    void anOutageRestartsTheWait() {
        // Given
        takeoverGuard.answered(millis(1_000));
        takeoverGuard.answered(millis(2_000));

        // When
        takeoverGuard.failed(millis(2_500));
        takeoverGuard.answered(millis(3_000));

        // Then
        assertThat(takeoverGuard.mayTakeOverExpiredLeases(millis(3_000))).isFalse();
        takeoverGuard.answered(millis(3_900));
        takeoverGuard.answered(millis(4_100));
        assertThat(takeoverGuard.mayTakeOverExpiredLeases(millis(4_100))).isTrue();
    }

    @Test
    void aPausedWorkerHasLostContact() {
        // Given
        takeoverGuard.answered(millis(1_000));
        takeoverGuard.answered(millis(2_000));

        // When
        takeoverGuard.answered(millis(60_000));

        // Then
        assertThat(takeoverGuard.mayTakeOverExpiredLeases(millis(60_000))).isFalse();
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
