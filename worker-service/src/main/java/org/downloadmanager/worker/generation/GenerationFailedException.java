package org.downloadmanager.worker.generation;

import org.downloadmanager.downloads.Failure;

/** The file cannot be made, however often it is tried. */
public class GenerationFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public GenerationFailedException(Failure failure) {
        super(failure.code() + ": " + failure.message());
        this.failure = failure;
    }

    /** What its owner is told. */
    public Failure failure() {
        return failure;
    }
}
