package org.downloadmanager.worker.execution;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.downloadmanager.downloads.Progress;

/** Estimates the remaining time from the speed of the last seconds. */
final class EtaEstimator {

    /** The weight that an estimate keeps after one second, so that a burst moves it without a jump. */
    private static final double WEIGHT_AFTER_SECOND = 0.7;

    /** The first seconds are spent on opening the source, so their speed predicts nothing. */
    private static final long WARM_UP = TimeUnit.SECONDS.toNanos(2);

    private final long startedAt;
    private long measuredAt;
    private long measuredDone;
    private double rowsPerSecond = -1;

    EtaEstimator(long nanoTime, long done) {
        this.startedAt = nanoTime;
        this.measuredAt = nanoTime;
        this.measuredDone = done;
    }

    Progress addTo(Progress progress, long nanoTime) {
        measure(progress.done(), nanoTime);
        if (progress.total().isEmpty() || rowsPerSecond <= 0 || nanoTime - startedAt < WARM_UP) {
            return progress;
        }
        double seconds = Math.max(0, progress.total().getAsLong() - progress.done()) / rowsPerSecond;
        return new Progress(progress.done(), progress.total(),
                Optional.of(Duration.ofMillis((long) (seconds * 1_000))));
    }

    private void measure(long done, long nanoTime) {
        double seconds = (nanoTime - measuredAt) / 1e9;
        if (seconds < 0.1 || done <= measuredDone && rowsPerSecond < 0) {
            return;
        }
        double latest = (done - measuredDone) / seconds;
        double weight = rowsPerSecond < 0 ? 0 : Math.pow(WEIGHT_AFTER_SECOND, seconds);
        rowsPerSecond = weight * rowsPerSecond + (1 - weight) * latest;
        measuredAt = nanoTime;
        measuredDone = done;
    }
}
