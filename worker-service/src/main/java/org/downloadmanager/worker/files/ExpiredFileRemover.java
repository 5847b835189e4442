package org.downloadmanager.worker.files;

import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import org.downloadmanager.files.FileStore;

import io.quarkus.logging.Log;

/** Removes what has expired from the file store, now and then. Every worker does; doing it twice does no harm. */
@Singleton
public class ExpiredFileRemover {

    private static final long INTERVAL_MINUTES = 10;

    private final FileStore files;
    private final Clock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread remover = new Thread(task, "expired-file-remover");
        remover.setDaemon(true);
        return remover;
    });

    ExpiredFileRemover(FileStore files, Clock clock) {
        this.files = files;
        this.clock = clock;
    }

    public void start() {
        thread.scheduleWithFixedDelay(this::remove, 0, INTERVAL_MINUTES, TimeUnit.MINUTES);
    }

    public void stop() {
        thread.shutdownNow();
    }

    private void remove() {
        try {
            int removed = files.removeExpired(clock.instant());
            if (removed > 0) {
                Log.infof("Expired files removed: %d", removed);
            }
        } catch (IOException | RuntimeException e) {
            // An exception that left this method would be the last that is heard of the remover.
            Log.warnf("Expired files not removed: %s", e.toString());
        }
    }
}
