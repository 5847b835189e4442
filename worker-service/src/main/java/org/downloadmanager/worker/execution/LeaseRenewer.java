package org.downloadmanager.worker.execution;

import java.time.Duration;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.DownloadsConfig;
import org.downloadmanager.worker.supervision.SupervisedThread;
import org.downloadmanager.worker.supervision.ThreadSupervisor;

/**
 * Renews the leases of all that runs, and so records what was achieved: three times as often as they would lapse, and at
 * once when an interrupted download goes on.
 */
@Singleton
public class LeaseRenewer {

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(1);

    private final Runner runner;
    private final ThreadSupervisor supervisor;
    private final SupervisedThread thread;
    private final long interval;

    LeaseRenewer(Runner runner, DownloadsConfig config, ThreadSupervisor supervisor) {
        this.runner = runner;
        this.supervisor = supervisor;
        this.thread = supervisor.thread("lease-keeper", this::renewLeases);
        this.interval = config.lease().toNanos() / 3;
    }

    public void start() {
        thread.start();
    }

    public void stop() throws InterruptedException {
        thread.stop(ENDS_WITHIN);
    }

    private void renewLeases() throws InterruptedException {
        long next = System.nanoTime() + interval;
        runner.renewLeases();
        int stuck = runner.slots().stuck();
        if (stuck * 2 >= runner.slots().count()) {
            supervisor.endWorker("%d of %d slots are held by generators that do not stop".formatted(stuck,
                    runner.slots().count()));
        }
        for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
            runner.renewLeaseOfNextToGoOn(Duration.ofNanos(left));
        }
    }
}
