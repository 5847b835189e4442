package org.downloadmanager.api.downloads;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import jakarta.enterprise.context.ApplicationScoped;

import org.downloadmanager.api.metrics.Meters;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadDisposal;
import org.downloadmanager.downloads.DownloadDisposal.Cancellation;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.DownloadPage;
import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.DownloadsConfig;
import org.downloadmanager.downloads.FileRequest;
import org.downloadmanager.downloads.IdempotencyKey;
import org.downloadmanager.downloads.Limits;
import org.downloadmanager.downloads.LogContext;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.downloads.Submission;
import org.downloadmanager.files.FileStore;
import org.downloadmanager.messages.DownloadEvent;
import org.downloadmanager.messages.DownloadEventPublisher;

import io.quarkus.logging.Log;

/** Requests, shows, cancels and removes the downloads of an owner. */
@ApplicationScoped
public class DownloadService {

    private static final Runnable NOTHING_TO_PUBLISH = () -> {};

    private final Downloads downloads;
    private final DownloadDisposal disposal;
    private final CommandPublisher commands;
    private final DownloadEventPublisher events;
    private final AcceptanceListener listener;
    private final FileStore files;
    private final DownloadsConfig downloadsConfig;
    private final Limits limits;
    private final Clock clock;
    private final Meters meters;

    DownloadService(Downloads downloads, CommandPublisher commands, DownloadEventPublisher events,
            AcceptanceListener listener, FileStore files,
            DownloadsConfig downloadsConfig, LimitsConfig limits, Clock clock, Meters meters) {
        this.downloads = downloads;
        this.disposal = new DownloadDisposal(downloads);
        this.commands = commands;
        this.events = events;
        this.listener = listener;
        this.files = files;
        this.downloadsConfig = downloadsConfig;
        this.limits = new Limits(limits.activePerOwner(), limits.activeTotal());
        this.clock = clock;
        this.meters = meters;
    }

    /** Requests a file. An accepted download ends, whichever process crashes. */
    public Submission request(Owner owner, FileRequest request, Optional<IdempotencyKey> key) {
        return submit(requested(owner, request), key);
    }

    /** Requests the file of an ended download again. */
    public Submission again(Download ended, FileRequest request) {
        return submit(requested(ended.owner(), request).retryOf(ended.id()), Optional.empty());
    }

    private Download requested(Owner owner, FileRequest request) {
        return Download.requested(DownloadId.random(), owner, request, clock.instant(), downloadsConfig.horizon());
    }

    private Submission submit(Download requested, Optional<IdempotencyKey> key) {
        Submission submission = downloads.submit(requested, key, limits);
        meters.decided(requested.request(), submission);
        submission.<Runnable>fold(
                accepted -> () -> publish(accepted.download()),
                repeated -> () -> publishAgain(repeated.download()),
                keyReused -> NOTHING_TO_PUBLISH,
                limitReached -> NOTHING_TO_PUBLISH,
                queueFull -> NOTHING_TO_PUBLISH).run();
        return submission;
    }

    private void publish(Download accepted) {
        LogContext.enter(accepted.id());
        Log.infof("Download accepted: downloadId=%s, owner=%s, export=%s, format=%s", accepted.id(), accepted.owner(),
                accepted.request().export(), accepted.request().format());
        commands.add(accepted);
        DownloadEvent event = DownloadEvent.of(accepted);
        listener.accepted(event);
        // The worker may be cut off from Kafka; this event makes subscribers on other replicas read the state.
        events.publish(event);
    }

    /** The replica may have crashed before it published the command. A second command does no harm. */
    private void publishAgain(Download repeated) {
        if (!repeated.isEnded()) {
            commands.add(repeated);
        }
    }

    public Optional<Download> find(Owner owner, DownloadId id) {
        return downloads.find(owner, id);
    }

    /** A download of any owner, for requests with a signed link. */
    public Optional<Download> find(DownloadId id) {
        return downloads.find(id);
    }

    /** At most {@code limit} downloads, newest first, from the newest or from the end of another page. */
    public DownloadPage page(Owner owner, OptionalLong from, int limit) {
        return downloads.page(owner, from, limit);
    }

    /** The newest downloads, newest first. */
    public List<Download> list(Owner owner) {
        return downloads.list(owner);
    }

    /** Cancels the download, if it has not ended; its worker stops at the next renewal of the lease. */
    public Optional<Download> cancel(Owner owner, DownloadId id) {
        Optional<Cancellation> cancellation = disposal.cancel(owner, id);
        cancellation.ifPresent(done -> done.cancelled().ifPresent(cancelled -> {
            Log.infof("Download moved: downloadId=%s, owner=%s, from=%s, to=CANCELLED", id, owner,
                    done.found().stateName());
            events.publish(DownloadEvent.of(cancelled));
        }));
        return cancellation.map(Cancellation::result);
    }

    /** Removes an ended download and its file; false when it has not ended. */
    public boolean discard(Download download) {
        if (!download.isEnded()) {
            return false;
        }
        if (disposal.remove(download)) {
            Log.infof("Download removed: downloadId=%s, owner=%s", download.id(), download.owner());
            events.publish(DownloadEvent.removal(download));
            download.file().ifPresent(file -> {
                try {
                    files.delete(file);
                } catch (IOException e) {
                    // The file cannot be reached any more, and expires.
                    Log.warnf("File not deleted: downloadId=%s, cause=%s", download.id(), e.toString());
                }
            });
        }
        return true;
    }

    /** Cancels active downloads, and removes all downloads with their files; downloads requested meanwhile stay. */
    public void discardAll(Owner owner) {
        DownloadPage page = page(owner, OptionalLong.empty(), DownloadPage.MAX_PAGE_SIZE);
        page.downloads().forEach(this::giveUp);
        while (page.next().isPresent()) {
            page = page(owner, page.next(), DownloadPage.MAX_PAGE_SIZE);
            page.downloads().forEach(this::giveUp);
        }
    }

    private void giveUp(Download download) {
        cancel(download.owner(), download.id()).ifPresent(this::discard);
    }
}
