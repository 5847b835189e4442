package org.downloadmanager.worker.execution;

import java.time.Duration;

/** Stops the generator of an attempt. Safe for all threads. */
final class AttemptControl {

    /** Present while the generator runs. */
    private Thread thread;
    private volatile Runnable interruption = () -> {};
    private volatile long interruptedAt;
    private volatile boolean handOverRequested;

    synchronized void generatesOn(Thread generating) {
        thread = generating;
    }

    void onInterrupt(Runnable action) {
        interruption = action;
    }

    /** Makes the generator hand the download over at its next checkpoint. */
    void requestHandOver() {
        handOverRequested = true;
    }

    boolean isHandOverRequested() {
        return handOverRequested;
    }

    /** Makes the generator stop. The claim must have been given up before. */
    void interrupt() {
        if (interruptedAt == 0) {
            interruptedAt = System.nanoTime();
        }
        interruption.run();
        synchronized (this) {
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /** Whether the generator was interrupted longer ago than the timeout. */
    boolean ignoresInterrupt(Duration timeout) {
        return interruptedAt != 0 && System.nanoTime() - interruptedAt > timeout.toNanos();
    }
}
