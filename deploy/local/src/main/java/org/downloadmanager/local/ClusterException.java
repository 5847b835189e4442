package org.downloadmanager.local;

/** A problem that the user can solve or must know; the message is one sentence for the user. */
public final class ClusterException extends RuntimeException {

    ClusterException(String sentence) {
        super(sentence);
    }

    ClusterException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
