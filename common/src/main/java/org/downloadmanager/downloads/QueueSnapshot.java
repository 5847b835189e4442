package org.downloadmanager.downloads;

import java.time.Duration;

/**
 * The load of the cluster at one moment.
 *
 * @param queued    downloads that wait for a worker
 * @param oldestAge how long the first in the queue has waited; zero while the queue is empty
 * @param running   downloads that a worker holds a lease of
 * @param active    queued and running downloads, those between two attempts, and blocked ones
 */
public record QueueSnapshot(int queued, Duration oldestAge, int running, int active) {

    public static final QueueSnapshot NONE = new QueueSnapshot(0, Duration.ZERO, 0, 0);

    public QueueSnapshot and(QueueSnapshot other) {
        return new QueueSnapshot(queued + other.queued,
                oldestAge.compareTo(other.oldestAge) > 0 ? oldestAge : other.oldestAge,
                running + other.running, active + other.active);
    }
}
