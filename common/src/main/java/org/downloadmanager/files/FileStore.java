package org.downloadmanager.files;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.StoredFile;

/** Where files are made and kept. A file appears whole or not at all; unfinished and unwanted files expire. */
public interface FileStore {

    /**
     * Opens what the given attempt writes to. It goes on from the checkpoint if all that the checkpoint lists is still
     * there, else from nothing.
     *
     * @param epoch   of the attempt: no other writes under it
     * @param expires when the leftovers of this download may be removed
     */
    Draft draft(DownloadId id, long epoch, Instant expires, Optional<Checkpoint> from) throws IOException;

    /** How to get at the bytes of a finished file; empty when they are gone. */
    Optional<FileContent> open(StoredFile file) throws IOException;

    /** Removes a finished file that its owner no longer wants; removing it twice is no error. */
    void delete(StoredFile file) throws IOException;

    /** Removes what had expired by then, and says how many downloads and files that were. */
    int removeExpired(Instant now) throws IOException;
}
