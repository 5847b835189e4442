package org.downloadmanager.downloads;

import java.time.Duration;

/**
 * How much there is to do for all workers together.
 *
 * @param waiting    downloads that stand in line for a worker
 * @param oldestWait how long the first in line has stood there; zero when there is none
 * @param running    downloads that a worker makes
 * @param unended    these, and those that rest between two attempts or wait until their source has room
 */
public record QueueSnapshot(int waiting, Duration oldestWait, int running, int unended) {

    public static final QueueSnapshot NONE = new QueueSnapshot(0, Duration.ZERO, 0, 0);

    public QueueSnapshot and(QueueSnapshot other) {
        return new QueueSnapshot(waiting + other.waiting,
                oldestWait.compareTo(other.oldestWait) > 0 ? oldestWait : other.oldestWait,
                running + other.running, unended + other.unended);
    }
}
