package org.downloadmanager.supervision;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.quarkus.logging.Log;

/**
 * A thread that repeats an iteration until it is stopped. After an exception it pauses briefly and continues. An error
 * leaves the process in an unknown state and ends the process.
 */
public final class SupervisedThread {

    /** One iteration. It may wait, and ends early when it is interrupted. */
    @FunctionalInterface
    public interface Iteration {

        void run() throws InterruptedException;
    }

    /** Short enough for a lease to be renewed in time, and long enough not to flood the log. */
    private static final long PAUSE_AFTER_EXCEPTION_MILLIS = 500;

    private final Duration maxDuration;
    private final Iteration iteration;
    private final Consumer<String> endProcess;
    private final Thread thread;
    private volatile long iterationStartedAt;
    private volatile boolean started;
    private volatile boolean stopping;

    SupervisedThread(String name, Duration maxDuration, Iteration iteration, Consumer<String> endProcess) {
        this.maxDuration = maxDuration;
        this.iteration = iteration;
        this.endProcess = endProcess;
        this.thread = new Thread(this::iterate, name);
        this.thread.setDaemon(true);
    }

    public void start() {
        iterationStartedAt = System.nanoTime();
        started = true;
        thread.start();
    }

    /** Interrupts the thread and waits for its end; false when it did not end in time. */
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
                || thread.isAlive() && System.nanoTime() - iterationStartedAt < maxDuration.toNanos();
    }

    private void iterate() {
        try {
            while (!stopping) {
                try {
                    runIteration();
                } catch (InterruptedException e) {
                    // Either the thread is to stop, or the interrupt was meant for an iteration that has ended.
                }
            }
        } catch (Throwable e) {
            Log.errorf(e, "Thread failed: thread=%s", name());
            endProcess.accept("thread " + name() + " failed");
        }
    }

    private void runIteration() throws InterruptedException {
        iterationStartedAt = System.nanoTime();
        try {
            iteration.run();
        } catch (RuntimeException e) {
            if (!stopping) {
                Log.errorf(e, "Iteration failed: thread=%s", name());
                TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_EXCEPTION_MILLIS);
            }
        }
    }
}
