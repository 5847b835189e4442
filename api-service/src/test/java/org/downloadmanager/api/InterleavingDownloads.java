package org.downloadmanager.api;

import java.util.Optional;
import java.util.OptionalLong;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.DownloadPage;
import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.IdempotencyKey;
import org.downloadmanager.downloads.Limits;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.downloads.Placement;
import org.downloadmanager.downloads.Submission;

/** Downloads that change between a read and its answer. */
public final class InterleavingDownloads implements Downloads {

    private final Downloads downloads;
    private Runnable meanwhile = () -> {};

    public InterleavingDownloads(Downloads downloads) {
        this.downloads = downloads;
    }

    /** Runs once, during the next read. */
    public void meanwhile(Runnable event) {
        meanwhile = event;
    }

    @Override
    public Submission submit(Download download, Optional<IdempotencyKey> key, Limits limits) {
        return downloads.submit(download, key, limits);
    }

    @Override
    public Optional<Download> find(Owner owner, DownloadId id) {
        return afterwards(downloads.find(owner, id));
    }

    @Override
    public Optional<Download> find(DownloadId id) {
        return afterwards(downloads.find(id));
    }

    @Override
    public DownloadPage page(Owner owner, OptionalLong from, int limit) {
        return afterwards(downloads.page(owner, from, limit));
    }

    @Override
    public Optional<Download> replace(Download next, Placement placement) {
        return downloads.replace(next, placement);
    }

    @Override
    public boolean remove(Download seen) {
        return downloads.remove(seen);
    }

    private <T> T afterwards(T read) {
        Runnable event = meanwhile;
        meanwhile = () -> {};
        event.run();
        return read;
    }
}
