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
import org.downloadmanager.worker.supervision.SupervisedThread;
import org.downloadmanager.worker.supervision.ThreadSupervisor;

import io.quarkus.logging.Log;

/**
 * While a slot is free, takes up the earliest download that is due, whoever owns the partition of its command: one that
 * waits beside a busy worker, whose time to be tried again has come, whose worker died, or whose command never reached
 * Kafka.
 */
@Singleton
public class DownloadPoller {

    private static final Duration MAX_WAIT = Duration.ofSeconds(1);
    /** Something is due that this worker may not take, yet: no reason to ask without pause. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(50);

    /** How many of the earliest may be none of this worker's business without hiding those behind them. */
    private static final int LOOKED_PAST = 16;

    private final Dispatcher dispatcher;
    private final Slots slots;
    private final WorkQueue queue;
    private final TakeoverGuard takeoverGuard;
    private final Duration contactInterval;
    private final SupervisedThread thread;
    private boolean looksPast;
    private volatile boolean hasContact;
    private volatile boolean hadContact;

    DownloadPoller(Dispatcher dispatcher, DownloadExecutor executor, WorkQueue queue, DownloadsConfig config,
            ThreadSupervisor supervisor) {
        this.dispatcher = dispatcher;
        this.slots = executor.slots();
        this.queue = queue;
        this.takeoverGuard = new TakeoverGuard(config.lease(), System.nanoTime());
        this.contactInterval = config.lease().dividedBy(3);
        this.thread = supervisor.thread("due-taker", this::takeOrStayInContact);
    }

    public void start() {
        thread.start();
    }

    public void stop() throws InterruptedException {
        thread.stop(MAX_WAIT);
    }

    /** Whether the store answered lately. */
    public boolean hasContact() {
        return hasContact;
    }

    /** Whether the store has answered at all. */
    public boolean hadContact() {
        return hadContact;
    }

    private void takeOrStayInContact() throws InterruptedException {
        boolean free = slots.awaitFree(contactInterval);
        try {
            // Asked for nothing while there is no free slot: the next one may be free for a moment only, and then it
            // must be known whether lapsed leases are of the dead, or the dead would wait for as long as there is work.
            Due due = queue.due(free ? slots.free() + (looksPast ? LOOKED_PAST : 0) : 0);
            takeoverGuard.answered(System.nanoTime());
            hasContact = true;
            hadContact = true;
            if (free) {
                takeOrAwait(due);
            }
        } catch (StoreUnavailableException e) {
            takeoverGuard.failed(System.nanoTime());
            hasContact = false;
            Log.debugf("Nothing known of what is due: %s", e.getMessage());
            Thread.sleep(SHORTEST_WAIT.toMillis());
        }
    }

    /** Most often the very first can be taken, and there is no need to load those behind it. */
    private void takeOrAwait(Due due) throws InterruptedException {
        boolean sawAll = looksPast || due.downloads().isEmpty();
        looksPast = !takeAny(due.downloads());
        if (looksPast && sawAll) {
            awaitMore(due);
        }
    }

    private void awaitMore(Due due) {
        Duration wait = due.downloads().isEmpty() ? due.untilNext() : SHORTEST_WAIT;
        boolean woken = queue.awaitWake(clamp(wait));
        takeoverGuard.answered(System.nanoTime());
        if (woken && slots.free() == 0) {
            // Somebody else may be idle.
            queue.wake();
        }
    }

    private boolean takeAny(List<Download> due) throws InterruptedException {
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
        if (wait.compareTo(SHORTEST_WAIT) < 0) {
            return SHORTEST_WAIT;
        }
        return wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
    }
}
