package org.downloadmanager.worker.generation;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.files.Rendering;

/** One attempt at a file, as its generator sees it. For the generator's thread, except {@link #onStop}. */
public interface Generation {

    Export export();

    Format format();

    /** The checked parameters of the request, by name. */
    Map<String, Object> parameters();

    /** The token of the checkpoint to resume from: everything before it is in the file already. */
    Optional<String> resumeToken();

    /** The output of the file. Not buffered: write in large pieces. */
    OutputStream output();

    /**
     * Restarts the file from a spool of all bytes written so far, by earlier attempts too. Nothing can be appended to
     * the spool, and checkpoints lead back to the spool only: a rendering is lost with its attempt.
     */
    Rendering rendering() throws IOException;

    /**
     * Reports the progress. Costs nearly nothing.
     *
     * @throws GenerationStoppedException when the attempt is over; the generator must not catch it
     */
    void progress(Progress progress);

    /** Cheap enough to call for every row. True every 250 ms, and at once when the attempt is to be handed over. */
    boolean wantsCheckpoint();

    /**
     * Everything written so far is complete up to a point from which the token lets another attempt resume. Flush the
     * generator's own buffers to {@link #output} before.
     *
     * @throws GenerationStoppedException when the attempt ends here; the generator must not catch it
     */
    void checkpoint(String token) throws IOException;

    /**
     * Registers what interrupts the generator's present work at once, such as the cancellation of a running statement.
     * Run by another thread, possibly more than once; at once when the attempt is over already.
     */
    void onStop(Runnable interruption);
}
