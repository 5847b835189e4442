package org.downloadmanager.worker.execution;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.downloadmanager.downloads.Progress;

/** Estimates from the speed of the last seconds how long the rest takes. */
final class EtaEstimator {

    /** How much of what was known a second later still counts: a burst moves the estimate, but does not make it jump. */
    private static final double MEMORY_PER_SECOND = 0.7;

    /** Whatever is said of the first moments is wrong: they are spent on opening, and on the first rows. */
    private static final long FIRST_MOMENTS = TimeUnit.SECONDS.toNanos(2);

    private final long startedAt;
    private long measuredAt;
    private long doneThen;
    private double rowsPerSecond = -1;

    EtaEstimator(long nanoTime, long done) {
        this.startedAt = nanoTime;
        this.measuredAt = nanoTime;
        this.doneThen = done;
    }

    Progress addTo(Progress progress, long nanoTime) {
        measure(progress.done(), nanoTime);
        if (progress.total().isEmpty() || rowsPerSecond <= 0 || nanoTime - startedAt < FIRST_MOMENTS) {
            return progress;
        }
        double seconds = Math.max(0, progress.total().getAsLong() - progress.done()) / rowsPerSecond;
        return new Progress(progress.done(), progress.total(), progress.exact(),
                Optional.of(Duration.ofMillis((long) (seconds * 1_000))));
    }

    private void measure(long done, long nanoTime) {
        double seconds = (nanoTime - measuredAt) / 1e9;
        if (seconds < 0.1 || done <= doneThen && rowsPerSecond < 0) {
            return;
        }
        double latest = (done - doneThen) / seconds;
        double memory = rowsPerSecond < 0 ? 0 : Math.pow(MEMORY_PER_SECOND, seconds);
        rowsPerSecond = memory * rowsPerSecond + (1 - memory) * latest;
        measuredAt = nanoTime;
        doneThen = done;
    }
}
