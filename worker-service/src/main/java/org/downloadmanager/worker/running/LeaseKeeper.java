package org.downloadmanager.worker.running;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.DownloadsConfig;

import io.quarkus.logging.Log;
import io.quarkus.runtime.Quarkus;

/** Renews the leases of all that runs, three times as often as they would lapse. */
@Singleton
public class LeaseKeeper {

    private static final int EXIT_TO_BE_RESTARTED = 3;

    private final Runner runner;
    private final long interval;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> {
                Thread keeper = new Thread(task, "lease-keeper");
                keeper.setDaemon(true);
                keeper.setPriority(Thread.MAX_PRIORITY);
                return keeper;
            });
    private boolean leaving;

    LeaseKeeper(Runner runner, DownloadsConfig config) {
        this.runner = runner;
        this.interval = config.lease().toMillis() / 3;
    }

    public void start() {
        thread.scheduleAtFixedRate(this::keep, interval, interval, TimeUnit.MILLISECONDS);
    }

    public void stop() {
        thread.shutdownNow();
    }

    private void keep() {
        try {
            runner.keepLeases();
            int lost = runner.lostSlots();
            if (lost * 2 >= runner.slots().count() && lost > 0 && !leaving) {
                leaving = true;
                Log.errorf("%d of %d slots are held by generators that do not stop: this worker leaves", lost,
                        runner.slots().count());
                Quarkus.asyncExit(EXIT_TO_BE_RESTARTED);
            }
        } catch (RuntimeException e) {
            Log.error("Leases not renewed", e);
        }
    }
}
