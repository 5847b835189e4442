package org.downloadmanager.worker.execution;

import java.time.Duration;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.DownloadsConfig;
import org.downloadmanager.worker.supervision.VitalThread;
import org.downloadmanager.worker.supervision.VitalThreads;

/**
 * Renews the leases of all that runs, and so records what was achieved: three times as often as they would lapse, and at
 * once when an interrupted download goes on.
 */
@Singleton
public class LeaseKeeper {

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(1);

    private final Runner runner;
    private final VitalThreads threads;
    private final VitalThread thread;
    private final long interval;

    LeaseKeeper(Runner runner, DownloadsConfig config, VitalThreads threads) {
        this.runner = runner;
        this.threads = threads;
        this.thread = threads.thread("lease-keeper", this::keep);
        this.interval = config.lease().toNanos() / 3;
    }

    public void start() {
        thread.start();
    }

    public void stop() throws InterruptedException {
        thread.stop(ENDS_WITHIN);
    }

    private void keep() throws InterruptedException {
        long next = System.nanoTime() + interval;
        runner.keepLeases();
        int lost = runner.slots().lost();
        if (lost * 2 >= runner.slots().count()) {
            threads.endWorker("%d of %d slots are held by generators that do not stop".formatted(lost,
                    runner.slots().count()));
        }
        for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
            runner.keepLeaseOfNextToGoOn(Duration.ofNanos(left));
        }
    }
}
