package org.downloadmanager.worker.generation;

import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;

/** Makes one kind of file. Knows nothing of Kafka, Redis or the file store, and keeps no state between calls. */
public interface FileGenerator {

    /** Whether this is the one that makes that export in that format. */
    boolean makes(Export export, Format format);

    /**
     * Writes the whole file, or what is left of it after {@link Generation#resumeToken}, and returns how many rows the
     * whole file has. Offers a checkpoint whenever {@link Generation#wantsCheckpoint} says so, if it can resume at all.
     *
     * @throws GenerationFailedException when another attempt would fail just the same; whatever else it throws is tried
     *                                   again
     */
    long generate(Generation generation) throws Exception;
}
