package org.downloadmanager.worker.maintenance;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import io.quarkus.logging.Log;

/** The background jobs of the worker, run one after the other on a thread of their own. */
@Singleton
public class MaintenanceJobs {

    @FunctionalInterface
    private interface Job {

        void go() throws Exception;
    }

    private final ExpiredFileRemover expiredFiles;
    private final PreviewRefresher previews;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread maintenance = new Thread(task, "maintenance");
        maintenance.setDaemon(true);
        return maintenance;
    });

    MaintenanceJobs(ExpiredFileRemover expiredFiles, PreviewRefresher previews) {
        this.expiredFiles = expiredFiles;
        this.previews = previews;
    }

    public void start() {
        every(10, "Expired files not removed", expiredFiles::remove);
        every(1, "No previews", previews::makeWanted);
    }

    public void stop() {
        thread.shutdownNow();
    }

    private void every(long minutes, String failed, Job job) {
        thread.scheduleWithFixedDelay(() -> {
            try {
                job.go();
            } catch (Exception e) {
                // An exception would cancel all further runs.
                Log.warnf("%s: %s", failed, e);
            }
        }, 0, minutes, TimeUnit.MINUTES);
    }
}
