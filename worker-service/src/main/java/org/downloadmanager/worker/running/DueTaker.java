package org.downloadmanager.worker.running;

import java.time.Duration;
import java.util.List;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadQueue;
import org.downloadmanager.downloads.DownloadQueue.Due;
import org.downloadmanager.downloads.DownloadsConfig;
import org.downloadmanager.downloads.DownloadsUnavailableException;

import io.quarkus.logging.Log;

/**
 * While a slot is free, takes up the earliest download that is due, whoever owns the partition of its command: one that
 * waits beside a busy worker, whose time to be tried again has come, whose worker died, or whose command never reached
 * Kafka.
 */
@Singleton
public class DueTaker {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    /** Something is due that this worker may not take, yet: no reason to ask without pause. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(50);

    /** How many of the earliest may be none of this worker's business without hiding those behind them. */
    private static final int LOOKED_PAST = 16;

    private final Runner runner;
    private final DownloadQueue queue;
    private final LeaseContact contact;
    private final Thread thread = new Thread(this::takeUntilStopped, "due-taker");
    private volatile boolean hasContact;
    private volatile boolean stopping;

    DueTaker(Runner runner, DownloadQueue queue, DownloadsConfig config) {
        this.runner = runner;
        this.queue = queue;
        this.contact = new LeaseContact(config.lease(), System.nanoTime());
    }

    public void start() {
        thread.start();
    }

    public void stop() throws InterruptedException {
        stopping = true;
        thread.interrupt();
        thread.join(LONGEST_WAIT.toMillis());
    }

    /** Whether the thread that takes up what is due goes round; it may well do so in vain. */
    public boolean isGoingRound() {
        return thread.isAlive();
    }

    /** Whether the store answered lately; a worker with no free slot does not ask. */
    public boolean hasContact() {
        return hasContact;
    }

    private void takeUntilStopped() {
        try {
            while (!stopping) {
                runner.slots().awaitFree();
                try {
                    take();
                } catch (DownloadsUnavailableException e) {
                    contact.failed(System.nanoTime());
                    hasContact = false;
                    Log.debugf("Nothing known of what is due: %s", e.getMessage());
                    Thread.sleep(SHORTEST_WAIT.toMillis());
                } catch (RuntimeException e) {
                    Log.error("What is due was not taken up", e);
                    Thread.sleep(LONGEST_WAIT.toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take() {
        Due due = queue.due(runner.slots().free() + LOOKED_PAST);
        contact.answered(System.nanoTime());
        hasContact = true;
        if (takeAny(due.downloads())) {
            return;
        }
        Duration wait = due.downloads().isEmpty() ? due.untilNext() : SHORTEST_WAIT;
        boolean woken = queue.awaitWake(clamp(wait));
        contact.answered(System.nanoTime());
        if (woken && runner.slots().free() == 0) {
            // Somebody else may be idle.
            queue.wake();
        }
    }

    private boolean takeAny(List<Download> due) {
        boolean dead = contact.lapsedLeasesAreOfTheDead(System.nanoTime());
        boolean any = false;
        for (Download download : due) {
            any |= runner.take(download, dead);
        }
        return any;
    }

    private static Duration clamp(Duration wait) {
        if (wait.compareTo(SHORTEST_WAIT) < 0) {
            return SHORTEST_WAIT;
        }
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }
}
