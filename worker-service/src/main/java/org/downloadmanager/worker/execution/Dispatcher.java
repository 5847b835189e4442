package org.downloadmanager.worker.execution;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.downloads.ConcurrencyLimit;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.DownloadsConfig;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.downloads.Placement;
import org.downloadmanager.downloads.WorkQueue;
import org.downloadmanager.worker.execution.Decision.StartIsolated;
import org.downloadmanager.worker.execution.Decision.StartIsolated.WhenBusy;
import org.downloadmanager.worker.execution.DispatchPolicy.WorkerSnapshot;
import org.downloadmanager.worker.execution.ExecutionSlots.Outcome;

import io.quarkus.logging.Log;

/**
 * Carries out what {@link DispatchPolicy} decides: claims downloads for free slots, restores those that the store lost,
 * and records the decisions that start nothing. Safe for all threads.
 */
@Singleton
public class Dispatcher {

    private static final Duration DRAIN_RENEWAL = Duration.ofMillis(500);

    private final Downloads downloads;
    private final WorkQueue queue;
    private final Catalog catalog;
    private final ExecutionSlots slots;
    private final DispatchPolicy policy;
    private final DownloadReporter reporter;
    private final DownloadsConfig downloadsConfig;
    private final WorkerConfig config;
    private final Clock clock;

    Dispatcher(Downloads downloads, WorkQueue queue, Catalog catalog, ExecutionSlots slots, DispatchPolicy policy,
            DownloadReporter reporter, DownloadsConfig downloadsConfig, WorkerConfig config, Clock clock) {
        this.downloads = downloads;
        this.queue = queue;
        this.catalog = catalog;
        this.slots = slots;
        this.policy = policy;
        this.reporter = reporter;
        this.downloadsConfig = downloadsConfig;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Acts on a download that Kafka delivered. Without a free slot the download stays queued, and an idle worker is
     * woken.
     */
    public void onCommand(Download command) throws InterruptedException {
        policy.onCommand(command, clock.instant()).fold(
                start -> startOrRestore(start.pending()),
                this::startIsolated,
                postpone -> postpone(postpone.pending(), postpone.backoff()),
                giveUp -> giveUp(giveUp.active(), giveUp.reason()),
                skip -> finishIfUnknown(command));
    }

    /**
     * Acts on a download that is due. An isolated download for which this worker is drained makes the caller wait until
     * nothing else runs.
     *
     * @return whether that changed anything
     */
    boolean onDue(Download due, boolean mayTakeOverExpiredLeases) throws InterruptedException {
        WorkerSnapshot worker = new WorkerSnapshot(mayTakeOverExpiredLeases, slots.runsIsolated());
        return policy.onDue(due, worker, clock.instant()).fold(
                start -> reportTakeover(due, start(start.pending())),
                this::startIsolated,
                postpone -> reportTakeover(due, postpone(postpone.pending(), postpone.backoff())),
                giveUp -> giveUp(giveUp.active(), giveUp.reason()),
                skip -> false);
    }

    private boolean startOrRestore(Download command) {
        return start(command) || !isKnown(command) && restore(command);
    }

    private boolean isKnown(Download command) {
        Optional<Download> found = downloads.find(command.owner(), command.id());
        if (found.filter(Download::isPending).isPresent()) {
            queue.wake();
        }
        return found.isPresent();
    }

    private boolean restore(Download command) {
        Optional<Download> restored = queue.restore(command, Placement.queued());
        restored.ifPresent(download -> {
            Log.warnf("Download restored from its command: downloadId=%s", download.id());
            if (!start(download)) {
                queue.wake();
            }
        });
        return restored.isPresent();
    }

    /** A late download that the store knows is given up when it is due; any other needs nothing more. */
    private boolean finishIfUnknown(Download command) {
        if (downloads.find(command.owner(), command.id()).isEmpty()) {
            reporter.finished(command.id());
        }
        return false;
    }

    private boolean start(Download pending) {
        return slots.tryStart(() -> claim(pending)) == Outcome.STARTED;
    }

    private boolean startIsolated(StartIsolated decision) throws InterruptedException {
        Outcome outcome = slots.tryStartIsolated(() -> claim(decision.pending()));
        return outcome == Outcome.NO_CAPACITY && decision.whenBusy() == WhenBusy.DRAIN
                ? drainFor(decision.pending())
                : outcome == Outcome.STARTED;
    }

    /**
     * The download gets a new version again and again during the drain, so that no second worker is drained for it. An
     * idle worker can claim it all the same.
     */
    private boolean drainFor(Download isolated) throws InterruptedException {
        try {
            Optional<Download> waiting = renewWait(isolated);
            waiting.ifPresent(
                    download -> Log.infof("Worker drained for an isolated download: downloadId=%s", download.id()));
            while (waiting.isPresent()) {
                Download pending = waiting.get();
                Outcome outcome = slots.drainAndStartIsolated(() -> claim(pending), DRAIN_RENEWAL);
                if (outcome != Outcome.NO_CAPACITY) {
                    return outcome == Outcome.STARTED;
                }
                waiting = renewWait(pending);
            }
            return false;
        } finally {
            slots.endDrain();
        }
    }

    private Optional<Download> renewWait(Download pending) {
        return downloads.replace(pending, Placement.queued());
    }

    private Optional<Download> claim(Download pending) {
        Optional<Download> claimed = pending.claim(config.name())
                .flatMap(next -> queue.claim(next, downloadsConfig.lease(), concurrencyLimit(pending)));
        claimed.ifPresent(reporter::claimed);
        return claimed;
    }

    private Optional<ConcurrencyLimit> concurrencyLimit(Download download) {
        return catalog.find(download.request().export()).flatMap(Export::query).map(catalog::source)
                .map(source -> new ConcurrencyLimit(source.name(), source.maxConcurrent()));
    }

    private boolean postpone(Download pending, Duration backoff) {
        Optional<Download> later = downloads.replace(pending, Placement.retryIn(backoff));
        later.ifPresent(reporter::postponed);
        return later.isPresent();
    }

    /** The dead letter comes first: once the end is recorded, no worker would write it. */
    private boolean giveUp(Download active, Failure reason) {
        if (!reporter.publishDeadLetter(active, reason)) {
            return false;
        }
        Optional<Download> ended = active.fail(reason).flatMap(next -> downloads.replace(next, Placement.finished()));
        ended.ifPresent(reporter::settled);
        return ended.isPresent();
    }

    private boolean reportTakeover(Download due, boolean changed) {
        if (changed) {
            reporter.takenOver(due);
        }
        return changed;
    }
}
