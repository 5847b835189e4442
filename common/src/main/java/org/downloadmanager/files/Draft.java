package org.downloadmanager.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;

import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.StoredFile;

/** A file that one attempt is writing. For one thread. Closing keeps the segments for the next attempt. */
public interface Draft extends Closeable {

    /** The checkpoint from which this attempt resumes; empty when it starts from the beginning. */
    Optional<Checkpoint> resumedFrom();

    /**
     * Appends to the file, or to the spool of its {@link #rendering}. Fails with {@link StorageFullException} at the
     * reserve or at the maximum size of a file.
     */
    OutputStream output();

    /**
     * Restarts the file from a spool of all bytes written so far, by earlier attempts too. The spool can be read but no
     * longer appended to, and checkpoints keep listing the spool only. An attempt has at most one rendition; it lasts
     * as long as the attempt, and only the rendition is published.
     */
    Rendering rendering() throws IOException;

    /** Fsyncs everything written, then returns a checkpoint that lists it. */
    Checkpoint checkpoint(String token) throws IOException;

    /**
     * Joins the segments into the whole file, durable and at a location of its own. The file is invisible until a
     * download becomes ready with the returned value. It can no longer be written to, and its segments stay until they
     * are discarded.
     *
     * @param expires when the file may be removed
     */
    StoredFile publish(String name, String contentType, long rows, Instant expires) throws IOException;

    /**
     * Removes everything that attempts at this download wrote, except published files; nothing once a later attempt has
     * begun. Call it only after the download has ended: until then another attempt may need the segments.
     */
    void discard() throws IOException;
}
