package org.downloadmanager.worker.execution;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.downloadmanager.worker.metrics.Meters;

/**
 * The files that a worker makes at a time. What must be made alone takes all slots; they can be reserved for that, and
 * then those that are given back stay free until all of them are. Safe for all threads.
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
    synchronized Optional<SlotPermit> tryAcquireAll(Duration atMost) throws InterruptedException {
        return await(this::isIdle, atMost) ? tryAcquireAll() : Optional.empty();
    }

    private boolean isIdle() {
        return free > 0 && free + stuck == count;
    }

    /** From now on nobody can take a single one. */
    synchronized void reserve() {
        reserved = true;
    }

    synchronized void endReservation() {
        reserved = false;
    }

    /** Waits until there is a free slot, which is not taken by that; false when there was none in that time. */
    synchronized boolean awaitFree(Duration atMost) throws InterruptedException {
        return await(() -> free > 0, atMost);
    }

    private boolean await(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
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

    /** How many are held by generators that were told to stop and did not. */
    synchronized int stuck() {
        return stuck;
    }

    int count() {
        return count;
    }

    /** What one download has of them. */
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

        /** One is enough for it after all. */
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

        /** Nobody knows whether it will ever be given back. */
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
