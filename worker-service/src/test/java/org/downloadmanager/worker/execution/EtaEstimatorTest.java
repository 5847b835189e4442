package org.downloadmanager.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.downloadmanager.downloads.Progress;
import org.junit.jupiter.api.Test;

class EtaEstimatorTest {

    private final EtaEstimator etaEstimator = new EtaEstimator(0, 0);

    @Test
    void aSteadySpeedIsExtrapolated() {
        // When
        Progress progress = after(10, 100);

        // Then
        assertThat(progress.timeLeft()).contains(Duration.ofSeconds(90));
    }

    @Test
    void withoutProgressOrTotalThereIsNoEstimate() {
        assertThat(after(3, 0).timeLeft()).isEmpty();
        assertThat(etaEstimator.addTo(Progress.of(50), seconds(4)).timeLeft()).isEmpty();
    }

    @Test
    void duringTheFirstSecondsThereIsNoEstimate() {
        assertThat(after(1, 100).timeLeft()).isEmpty();
        assertThat(after(2, 200).timeLeft()).contains(Duration.ofSeconds(8));
    }

    @Test
    void aPauseAtMostDoublesTheEstimate() {
        // Given
        Duration before = after(10, 500).timeLeft().orElseThrow();

        // When
        Duration afterwards = after(11, 500).timeLeft().orElseThrow();

        // Then
        assertThat(afterwards).isBetween(before, before.multipliedBy(2));
    }

    @Test
    void earlierAttemptsDoNotCountAsSpeed() {
        // Given
        EtaEstimator resumed = new EtaEstimator(0, 900);

        // When
        Progress progress = resumed.addTo(Progress.of(920, 1_000), seconds(2));

        // Then
        assertThat(progress.timeLeft()).contains(Duration.ofSeconds(8));
    }

    private Progress after(long seconds, long done) {
        return etaEstimator.addTo(Progress.of(done, 1_000), seconds(seconds));
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
