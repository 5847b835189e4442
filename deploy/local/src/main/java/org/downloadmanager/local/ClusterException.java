package org.downloadmanager.local;

/** Something that a person can mend or must know; the message is one clear sentence for that person. */
public final class ClusterException extends RuntimeException {

    ClusterException(String sentence) {
        super(sentence);
    }

    ClusterException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
