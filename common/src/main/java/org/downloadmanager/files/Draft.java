package org.downloadmanager.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;

import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.StoredFile;

/** A file that one attempt is making. For one thread; closing it keeps what was written, for the next attempt. */
public interface Draft extends Closeable {

    /** From which checkpoint it goes on; empty when it begins from nothing. */
    Optional<Checkpoint> resumedFrom();

    /**
     * Appends to the file, or to the material for its {@link #rendering}. Fails with {@link StorageFullException} at the
     * reserve or at the greatest size of a file.
     */
    OutputStream output();

    /**
     * Restarts the file from a spool of all bytes written so far, by earlier attempts too: that can be read, but
     * no longer added to, and checkpoints go on listing it and nothing else. An attempt has at most one rendition; it
     * lasts no longer than the attempt, and what is published is the rendition alone.
     */
    Rendering rendering() throws IOException;

    /** Forces all that was written to disk; only then answers with a checkpoint that lists it. */
    Checkpoint checkpoint(String token) throws IOException;

    /**
     * Joins the segments into the whole file, durable and under a location of its own. It is invisible until a download
     * becomes ready with what this returns. It can no longer be written to, and what it was made of stays until it is
     * discarded.
     *
     * @param expires when the file may be removed
     */
    StoredFile publish(String name, String contentType, long rows, Instant expires) throws IOException;

    /**
     * Removes everything that attempts at this download wrote, but for published files; nothing once a later attempt has
     * begun. To be called when the download has ended, and not before: until then another attempt may need it.
     */
    void discard() throws IOException;
}
