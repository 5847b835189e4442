package org.downloadmanager.worker.generation;

import org.downloadmanager.downloads.Failure;

/** The file cannot be generated, however often it is tried. */
public class GenerationFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public GenerationFailedException(Failure failure) {
        this(failure, null);
    }

    /** The cause is logged and not shown to the owner. */
    public GenerationFailedException(Failure failure, Throwable cause) {
        super(failure.code() + ": " + failure.message(), cause);
        this.failure = failure;
    }

    /** The failure that the owner sees. */
    public Failure failure() {
        return failure;
    }
}
