package org.downloadmanager.worker.running;

import java.util.concurrent.Semaphore;

/** The files that a worker makes at a time. A download that must run alone takes all of them. */
final class Slots {

    private final Semaphore free;
    private final int count;

    Slots(int count) {
        this.free = new Semaphore(count);
        this.count = count;
    }

    /** How many slots that took; 0 when there were not enough. */
    int tryTake(boolean all) {
        int wanted = all ? count : 1;
        return free.tryAcquire(wanted) ? wanted : 0;
    }

    void giveBack(int taken) {
        free.release(taken);
    }

    /** Waits until there is a free slot, which is not taken by that. */
    void awaitFree() throws InterruptedException {
        free.acquire();
        free.release();
    }

    int free() {
        return free.availablePermits();
    }

    int count() {
        return count;
    }
}
