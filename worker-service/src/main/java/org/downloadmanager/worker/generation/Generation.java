package org.downloadmanager.worker.generation;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.files.Rendering;

/** One attempt at a file, as its generator sees it. For the generator's thread, but for {@link #onStop}. */
public interface Generation {

    Export export();

    Format format();

    /** The checked parameters that were given, by name. */
    Map<String, Object> parameters();

    /** The token of the checkpoint from which to go on: what was written before it is in the file already. */
    Optional<String> resumeToken();

    /** Where the bytes go. Not buffered: write in large pieces. */
    OutputStream output();

    /**
     * Restarts the file from all bytes written until now, by earlier attempts too: they are the
     * material and not the file, and no more can be added to them. Checkpoints lead back to the material only: whatever
     * is rendered is lost with its attempt.
     */
    Rendering rendering() throws IOException;

    /**
     * Says how far it has come. Costs nearly nothing.
     *
     * @throws GenerationStoppedException when the attempt is over: not for the generator to catch
     */
    void progress(Progress progress);

    /** Cheap enough to ask for every row. True every 250 ms, and at once when the attempt is to be handed over. */
    boolean wantsCheckpoint();

    /**
     * Everything written so far is complete up to a point from which the token lets another attempt go on. The
     * generator's own buffers must have been flushed to {@link #output}.
     *
     * @throws GenerationStoppedException when the attempt ends here: not for the generator to catch
     */
    void checkpoint(String token) throws IOException;

    /**
     * What interrupts the generator's present work at once, such as the cancellation of a running statement. Run by
     * another thread, possibly more than once; at once when the attempt is over already.
     */
    void onStop(Runnable interruption);
}
