package org.downloadmanager.worker.maintenance;

import java.io.IOException;
import java.time.Clock;

import jakarta.inject.Singleton;

import org.downloadmanager.files.FileStore;

import io.quarkus.logging.Log;

/** Removes expired files from the file store. Every worker does; doing it twice does no harm. */
@Singleton
class ExpiredFileRemover {

    private final FileStore files;
    private final Clock clock;

    ExpiredFileRemover(FileStore files, Clock clock) {
        this.files = files;
        this.clock = clock;
    }

    void remove() throws IOException {
        int removed = files.removeExpired(clock.instant());
        if (removed > 0) {
            Log.infof("Expired files removed: %d", removed);
        }
    }
}
