package org.downloadmanager.worker.intake;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.apache.kafka.common.TopicPartition;

/**
 * The partitions with a download that the store has lost. Their commands are read again only after one lease of unbroken
 * contact with the store: by then a worker that still runs such a download has restored it with all its progress, whereas
 * its command would restore it as it was accepted.
 */
final class LostPartitions {

    private final long lease;
    private final Map<TopicPartition, Long> lostSince = new HashMap<>();

    LostPartitions(Duration lease) {
        this.lease = lease.toNanos();
    }

    /** The store answered that it knows nothing of a download of this partition. */
    void add(TopicPartition partition, long nanoTime) {
        lostSince.putIfAbsent(partition, nanoTime);
    }

    /** The store did not answer, so live workers could not restore their downloads either. */
    void contactLost(long nanoTime) {
        lostSince.replaceAll((partition, since) -> nanoTime);
    }

    /** The partitions whose commands are to be read again now; they are no longer lost. */
    Set<TopicPartition> takeDue(long nanoTime) {
        Set<TopicPartition> due = new HashSet<>();
        lostSince.forEach((partition, since) -> {
            if (nanoTime - since >= lease) {
                due.add(partition);
            }
        });
        lostSince.keySet().removeAll(due);
        return due;
    }
}
