package org.downloadmanager.files;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.StoredFile;

/** Writes and keeps files. A file appears whole or not at all; unfinished and unwanted files expire. */
public interface FileStore {

    /**
     * Opens the draft of an attempt. It resumes from the checkpoint if everything that the checkpoint lists still
     * exists, else it starts from the beginning.
     *
     * @param epoch of the attempt: no other attempt writes under it
     * @param expires when the leftovers of this download may be removed
     */
    Draft draft(DownloadId id, long epoch, Instant expires, Optional<Checkpoint> from) throws IOException;

    /**
     * The content of a finished file; empty when the file no longer exists.
     *
     * @throws FileStoreUnavailableException when the store cannot be reached
     */
    Optional<FileContent> open(StoredFile file) throws IOException;

    /** Removes a finished file that its owner no longer wants; removing it twice is not an error. */
    void delete(StoredFile file) throws IOException;

    /** Removes everything that had expired by then, and returns how many downloads and files that were. */
    int removeExpired(Instant now) throws IOException;
}
