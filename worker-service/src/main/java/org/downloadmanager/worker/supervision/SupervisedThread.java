package org.downloadmanager.worker.supervision;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.quarkus.logging.Log;

/**
 * A thread that goes round until it is stopped. An exception costs it one round and a moment; after an error nobody knows
 * what still works, so that is the end of its worker.
 */
public final class SupervisedThread {

    /** What is done again and again. It ends early when it is interrupted, and may wait. */
    @FunctionalInterface
    public interface Iteration {

        void go() throws InterruptedException;
    }

    /** Short enough for a lease to be renewed in time, and long enough not to fill the log. */
    private static final long PAUSE_AFTER_EXCEPTION_MILLIS = 500;

    private final Duration longestRound;
    private final Iteration iteration;
    private final Consumer<String> endOfWorker;
    private final Thread thread;
    private volatile long roundBeganAt;
    private volatile boolean started;
    private volatile boolean stopping;

    SupervisedThread(String name, Duration longestRound, Iteration iteration, Consumer<String> endOfWorker) {
        this.longestRound = longestRound;
        this.iteration = iteration;
        this.endOfWorker = endOfWorker;
        this.thread = new Thread(this::goRoundAndRound, name);
        this.thread.setDaemon(true);
    }

    public void start() {
        roundBeganAt = System.nanoTime();
        started = true;
        thread.start();
    }

    /** Interrupts it, and waits for its end; whether that came in time. */
    public boolean stop(Duration timeout) throws InterruptedException {
        stopping = true;
        thread.interrupt();
        TimeUnit.NANOSECONDS.timedJoin(thread, timeout.toNanos());
        return !thread.isAlive();
    }

    String name() {
        return thread.getName();
    }

    boolean isHealthy() {
        return !started || stopping
                || thread.isAlive() && System.nanoTime() - roundBeganAt < longestRound.toNanos();
    }

    private void goRoundAndRound() {
        try {
            while (!stopping) {
                try {
                    goRound();
                } catch (InterruptedException e) {
                    // Told to stop; or meant for a round that is over by now.
                }
            }
        } catch (Throwable e) {
            Log.errorf(e, "%s is dead", name());
            endOfWorker.accept(name() + " is dead");
        }
    }

    private void goRound() throws InterruptedException {
        roundBeganAt = System.nanoTime();
        try {
            iteration.go();
        } catch (RuntimeException e) {
            if (!stopping) {
                Log.errorf(e, "A round of %s failed", name());
                TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_EXCEPTION_MILLIS);
            }
        }
    }
}
