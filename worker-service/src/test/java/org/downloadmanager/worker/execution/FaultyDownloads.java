package org.downloadmanager.worker.execution;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.DownloadPage;
import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.IdempotencyKey;
import org.downloadmanager.downloads.Limits;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.downloads.Placement;
import org.downloadmanager.downloads.StoreUnavailableException;
import org.downloadmanager.downloads.Submission;

/** A store that loses requests or answers, or fails for one download, on request. */
final class FaultyDownloads implements Downloads {

    private final Downloads downloads;
    private final AtomicInteger requestsToLose = new AtomicInteger();
    private final AtomicInteger answersToLose = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile Optional<DownloadId> failing = Optional.empty();

    FaultyDownloads(Downloads downloads) {
        this.downloads = downloads;
    }

    void loseRequests(int count) {
        requestsToLose.set(count);
    }

    void loseAnswers(int count) {
        answersToLose.set(count);
    }

    void failOn(DownloadId id) {
        failing = Optional.of(id);
    }

    int failures() {
        return failures.get();
    }

    boolean hasLostAll() {
        return requestsToLose.get() <= 0 && answersToLose.get() <= 0;
    }

    @Override
    public Optional<Download> replace(Download next, Placement placement) {
        if (failing.filter(next.id()::equals).isPresent()) {
            throw new IllegalStateException("failure no. " + failures.incrementAndGet());
        }
        if (requestsToLose.getAndDecrement() > 0) {
            throw new StoreUnavailableException("request lost", null);
        }
        Optional<Download> recorded = downloads.replace(next, placement);
        if (answersToLose.getAndDecrement() > 0) {
            throw new StoreUnavailableException("answer lost", null);
        }
        return recorded;
    }

    @Override
    public Submission submit(Download download, Optional<IdempotencyKey> key, Limits limits) {
        return downloads.submit(download, key, limits);
    }

    @Override
    public Optional<Download> find(Owner owner, DownloadId id) {
        return downloads.find(owner, id);
    }

    @Override
    public Optional<Download> find(DownloadId id) {
        return downloads.find(id);
    }

    @Override
    public DownloadPage page(Owner owner, OptionalLong from, int limit) {
        return downloads.page(owner, from, limit);
    }

    @Override
    public boolean remove(Download seen) {
        return downloads.remove(seen);
    }
}
