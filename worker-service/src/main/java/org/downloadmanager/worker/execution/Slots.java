package org.downloadmanager.worker.execution;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.downloadmanager.worker.metrics.Meters;

/**
 * How many downloads a worker runs at a time. An isolated download takes all slots. While the slots are reserved for it,
 * no single slot can be taken, so that all of them become free. Safe for all threads.
 */
final class Slots {

    private final int count;
    private int free;
    private int stuck;
    private boolean reserved;

    Slots(int count) {
        this.count = count;
        this.free = count;
    }

    void measure(Meters meters) {
        meters.slots("free", this::free);
        meters.slots("busy", this::busy);
        meters.slots("stuck", this::stuck);
    }

    synchronized Optional<SlotPermit> tryAcquire() {
        return reserved || free == 0 ? Optional.empty() : Optional.of(new SlotPermit(1));
    }

    /** Takes all slots if none is in use; stuck ones do not count. */
    synchronized Optional<SlotPermit> tryAcquireAll() {
        return isIdle() ? Optional.of(new SlotPermit(free)) : Optional.empty();
    }

    /** Takes all slots as soon as none is in use; stuck ones do not count. */
    synchronized Optional<SlotPermit> tryAcquireAll(Duration timeout) throws InterruptedException {
        return await(this::isIdle, timeout) ? tryAcquireAll() : Optional.empty();
    }

    private boolean isIdle() {
        return free > 0 && free + stuck == count;
    }

    /** No single slot can be taken until {@link #endReservation}. */
    synchronized void reserve() {
        reserved = true;
    }

    synchronized void endReservation() {
        reserved = false;
    }

    /** Waits for a free slot without taking it; false when none became free in that time. */
    synchronized boolean awaitFree(Duration timeout) throws InterruptedException {
        return await(() -> free > 0, timeout);
    }

    private boolean await(BooleanSupplier condition, Duration timeout) throws InterruptedException {
        long until = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    synchronized int free() {
        return free;
    }

    private synchronized int busy() {
        return count - free - stuck;
    }

    /** How many are held by generators that ignored an interrupt. */
    synchronized int stuck() {
        return stuck;
    }

    int count() {
        return count;
    }

    /** The slots of one download. */
    final class SlotPermit {

        private int held;
        private boolean isStuck;

        private SlotPermit(int wanted) {
            held = wanted;
            free -= wanted;
        }

        void release() {
            releaseAllBut(0);
        }

        /** Ends the isolation of a download. */
        void releaseAllButOne() {
            releaseAllBut(1);
        }

        private void releaseAllBut(int kept) {
            synchronized (Slots.this) {
                int back = Math.max(0, held - kept);
                held -= back;
                free += back;
                stuck -= isStuck ? back : 0;
                Slots.this.notifyAll();
            }
        }

        /** The slots may never be released. */
        void markStuck() {
            synchronized (Slots.this) {
                if (!isStuck) {
                    isStuck = true;
                    stuck += held;
                    Slots.this.notifyAll();
                }
            }
        }
    }
}
