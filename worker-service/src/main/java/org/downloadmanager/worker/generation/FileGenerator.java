package org.downloadmanager.worker.generation;

import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;

/** Generates one kind of file. Independent of Kafka, Redis and the file store, and without state between calls. */
public interface FileGenerator {

    /** Whether this generator is responsible for the export in the format. */
    boolean makes(Export export, Format format);

    /**
     * Writes the whole file, or the rest after {@link Generation#resumeToken}, and returns how many rows the whole file
     * has. Offers a checkpoint whenever {@link Generation#wantsCheckpoint} is true, if it can resume at all.
     *
     * @throws GenerationFailedException when another attempt would fail in the same way; every other exception is
     *         retried
     */
    long generate(Generation generation) throws Exception;
}
