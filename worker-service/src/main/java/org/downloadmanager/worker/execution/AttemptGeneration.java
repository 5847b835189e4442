package org.downloadmanager.worker.execution;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.files.Draft;
import org.downloadmanager.files.Rendering;
import org.downloadmanager.worker.generation.Generation;
import org.downloadmanager.worker.generation.GenerationStoppedException;

/** An attempt and its open draft, as the generator sees them. */
final class AttemptGeneration implements Generation {

    private static final long CHECKPOINT_INTERVAL = TimeUnit.MILLISECONDS.toNanos(250);

    private final Attempt attempt;
    private final Draft draft;
    private final Claim claim;
    private final AttemptProgress progress;
    private final AttemptControl control;
    private volatile long checkpointAt;
    private boolean isResumed;

    AttemptGeneration(Attempt attempt, Draft draft) {
        this.attempt = attempt;
        this.draft = draft;
        this.claim = attempt.claim();
        this.progress = attempt.progress();
        this.control = attempt.control();
        this.checkpointAt = attempt.startedAt();
        this.isResumed = attempt.claim().download().attempt() > 1;
    }

    @Override
    public Export export() {
        return attempt.export();
    }

    @Override
    public Format format() {
        return attempt.format();
    }

    @Override
    public Map<String, Object> parameters() {
        return claim.download().request().parameters();
    }

    @Override
    public Optional<String> resumeToken() {
        return progress.checkpoint().map(Checkpoint::token);
    }

    @Override
    public OutputStream output() {
        return draft.output();
    }

    @Override
    public Rendering rendering() throws IOException {
        return draft.rendering();
    }

    @Override
    public void progress(Progress now) {
        requireClaim();
        progress.advanceTo(now);
        if (isResumed && now.done() > claim.download().progress().done()) {
            isResumed = false;
            attempt.reportResumed();
        }
    }

    @Override
    public boolean wantsCheckpoint() {
        return control.isHandOverRequested() || !claim.isHeld()
                || System.nanoTime() - checkpointAt >= CHECKPOINT_INTERVAL;
    }

    @Override
    public void checkpoint(String token) throws IOException {
        if (claim.isHeld()) {
            progress.reached(draft.checkpoint(token));
            checkpointAt = System.nanoTime();
            if (control.isHandOverRequested()) {
                attempt.handOverAtCheckpoint();
            }
        }
        requireClaim();
    }

    private void requireClaim() {
        if (!claim.isHeld()) {
            throw new GenerationStoppedException();
        }
    }

    @Override
    public void onStop(Runnable interruption) {
        control.onInterrupt(interruption);
        if (!claim.isHeld()) {
            interruption.run();
        }
    }
}
