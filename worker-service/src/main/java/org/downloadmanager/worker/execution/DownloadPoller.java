package org.downloadmanager.worker.execution;

import java.time.Duration;
import java.util.List;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadsConfig;
import org.downloadmanager.downloads.LogContext;
import org.downloadmanager.downloads.StoreUnavailableException;
import org.downloadmanager.downloads.WorkQueue;
import org.downloadmanager.downloads.WorkQueue.Due;
import org.downloadmanager.supervision.SupervisedThread;
import org.downloadmanager.supervision.ThreadSupervisor;

import io.quarkus.logging.Log;

/**
 * While a slot is free, dispatches the earliest download that is due, whichever worker reads its command: a download that
 * waits for a slot or a retry, whose worker died, or whose command never reached Kafka.
 */
@Singleton
public class DownloadPoller {

    private static final Duration MAX_WAIT = Duration.ofSeconds(1);
    /** Paces the queries while something is due that this worker may not start yet. */
    private static final Duration MIN_WAIT = Duration.ofMillis(50);
    /** How many due downloads that this worker cannot start may precede one that it can. */
    private static final int LOOKAHEAD = 16;

    private final Dispatcher dispatcher;
    private final Slots slots;
    private final WorkQueue queue;
    private final TakeoverGuard takeoverGuard;
    private final Duration contactInterval;
    private final SupervisedThread thread;
    private boolean looksAhead;
    private volatile boolean hasContact;
    private volatile boolean hadContact;

    DownloadPoller(Dispatcher dispatcher, DownloadExecutor executor, WorkQueue queue, DownloadsConfig config,
            ThreadSupervisor supervisor) {
        this.dispatcher = dispatcher;
        this.slots = executor.slots();
        this.queue = queue;
        this.takeoverGuard = new TakeoverGuard(config.lease(), System.nanoTime());
        this.contactInterval = config.lease().dividedBy(3);
        this.thread = supervisor.thread("download-poller", this::poll);
    }

    public void start() {
        thread.start();
    }

    public void stop() throws InterruptedException {
        thread.stop(MAX_WAIT);
    }

    /** Whether the store answered the last query. */
    public boolean hasContact() {
        return hasContact;
    }

    /** Whether the store has ever answered. */
    public boolean hadContact() {
        return hadContact;
    }

    private void poll() throws InterruptedException {
        boolean free = slots.awaitFree(contactInterval);
        try {
            // Without a free slot the query asks for no downloads and only keeps contact. A slot may be free for a
            // moment only, and expired leases can be taken over then only after unbroken contact.
            Due due = queue.due(free ? slots.free() + (looksAhead ? LOOKAHEAD : 0) : 0);
            takeoverGuard.answered(System.nanoTime());
            hasContact = true;
            hadContact = true;
            if (free) {
                dispatchOrWait(due);
            }
        } catch (StoreUnavailableException e) {
            takeoverGuard.failed(System.nanoTime());
            hasContact = false;
            Log.debugf("Due downloads unknown: %s", e.getMessage());
            Thread.sleep(MIN_WAIT.toMillis());
        }
    }

    /** The first due download can usually be started, so those behind it are loaded only when it cannot. */
    private void dispatchOrWait(Due due) throws InterruptedException {
        boolean sawAll = looksAhead || due.downloads().isEmpty();
        looksAhead = !dispatch(due.downloads());
        if (looksAhead && sawAll) {
            awaitMore(due);
        }
    }

    private void awaitMore(Due due) {
        Duration wait = due.downloads().isEmpty() ? due.untilNext() : MIN_WAIT;
        boolean woken = queue.awaitWake(clamp(wait));
        takeoverGuard.answered(System.nanoTime());
        if (woken && slots.free() == 0) {
            // Another worker may be idle.
            queue.wake();
        }
    }

    private boolean dispatch(List<Download> due) throws InterruptedException {
        boolean any = false;
        for (Download download : due) {
            LogContext.enter(download.id());
            try {
                any |= dispatcher.onDue(download, takeoverGuard.mayTakeOverExpiredLeases(System.nanoTime()));
            } finally {
                LogContext.leave();
            }
        }
        return any;
    }

    private static Duration clamp(Duration wait) {
        if (wait.compareTo(MIN_WAIT) < 0) {
            return MIN_WAIT;
        }
        return wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
    }
}
