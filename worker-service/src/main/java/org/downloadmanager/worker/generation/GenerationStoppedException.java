package org.downloadmanager.worker.generation;

/** The attempt is over for a reason outside the generator: cancelled, handed over, or lost to another worker. */
public class GenerationStoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public GenerationStoppedException() {
        super("The attempt is over", null, false, false);
    }
}
