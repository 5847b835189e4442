package org.downloadmanager.worker.publishing;

import org.downloadmanager.messages.DeadLetter;

/** Publishes dead letters. */
public interface DeadLetterPublisher {

    /** Waits until Kafka has the dead letter; false when it may not have been written. */
    boolean publish(DeadLetter letter);
}
