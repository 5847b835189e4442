package org.downloadmanager.worker.execution;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.downloads.StoredFile;
import org.downloadmanager.files.Draft;
import org.downloadmanager.files.FileStore;
import org.downloadmanager.files.Rendering;
import org.downloadmanager.files.StorageFullException;
import org.downloadmanager.worker.generation.FileGenerator;
import org.downloadmanager.worker.generation.Generation;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.GenerationStoppedException;

import io.quarkus.logging.Log;

/**
 * One attempt at one file. The generator's thread makes the file; the lease keeper's records what was achieved and so
 * renews the lease; whoever ends the attempt early interrupts the generator afterwards, so that a generator that hears
 * nothing can hold up nobody but its own slot.
 */
final class Attempt implements Generation {

    private static final long CHECKPOINT_INTERVAL = TimeUnit.MILLISECONDS.toNanos(250);

    private final Claim claim;
    private final Export export;
    private final Format format;
    private final FileGenerator generator;
    private final FileStore files;
    private final FailureHandler failureHandler;
    private final Consumer<Attempt> goesOn;
    private final EtaEstimator etaEstimator;
    private final long startedAt = System.nanoTime();

    private Draft draft;
    private Optional<Download> handedOver = Optional.empty();
    /** The one to be interrupted, as long as there is one. */
    private Thread thread;
    private volatile Progress progress;
    private volatile Optional<Checkpoint> reached;
    private volatile long movedAt = startedAt;
    private volatile long checkpointAt = startedAt;
    private volatile long interruptedAt;
    private volatile boolean handingOver;
    private volatile Runnable interruption = () -> {};
    private boolean saysThatItGoesOn;

    /** @param goesOn is told once when an interrupted download is further than it was ever seen before */
    Attempt(Claim claim, Export export, Format format, FileGenerator generator, FileStore files,
            FailureHandler failureHandler,
            Consumer<Attempt> goesOn) {
        this.claim = claim;
        this.export = export;
        this.format = format;
        this.generator = generator;
        this.files = files;
        this.failureHandler = failureHandler;
        this.goesOn = goesOn;
        this.saysThatItGoesOn = claim.download().attempt() > 1;
        this.progress = claim.download().progress();
        this.reached = claim.download().retryState().checkpoint();
        this.etaEstimator = new EtaEstimator(startedAt, progress.done());
    }

    /** Makes the file on the calling thread, and answers with how the download goes on if this attempt decided that. */
    Optional<Download> make() {
        Optional<Download> settled = makeOrGiveUp();
        if (draft != null && claim.isEnded()) {
            discardDraft();
        }
        return settled;
    }

    private Optional<Download> makeOrGiveUp() {
        try {
            return complete();
        } catch (GenerationFailedException e) {
            Log.warnf(e, "File cannot be made: downloadId=%s, attempt=%d", claim.download().id(),
                    claim.download().attempt());
            return failureHandler.giveUp(claim, e.failure());
        } catch (Exception | OutOfMemoryError | StackOverflowError e) {
            if (!claim.isHeld()) {
                return handedOver;
            }
            Log.warnf(e, "Attempt failed: downloadId=%s, attempt=%d", claim.download().id(),
                    claim.download().attempt());
            return causedByFullStorage(e)
                    ? failureHandler.giveUp(claim, FailureHandler.STORAGE_FULL)
                    : failureHandler.failed(claim, FailureHandler.GENERATION_FAILED);
        }
    }

    private Optional<Download> complete() throws Exception {
        Download download = claim.download();
        try (Draft opened = files.draft(download.id(), claim.epoch(), failureHandler.leftoversExpire(download),
                reached)) {
            draft = opened;
            reached = opened.resumedFrom();
            long rows = generate();
            if (!claim.isHeld()) {
                throw new GenerationStoppedException();
            }
            StoredFile file = opened.publish(export.fileName(format), format.contentType(), rows,
                    failureHandler.fileExpires());
            Optional<Download> ready = claim.complete(file);
            // As long as the claim is held it may be that only the answer was lost.
            if (ready.isEmpty() && !claim.isHeld()) {
                files.delete(file);
            }
            return ready;
        }
    }

    /** What follows is not cut short any more: a file that is half published, or half removed, would be left over. */
    private long generate() throws Exception {
        generatesOn(Thread.currentThread());
        try {
            return generator.generate(this);
        } finally {
            generatesOn(null);
            Thread.interrupted();
        }
    }

    private synchronized void generatesOn(Thread generating) {
        thread = generating;
    }

    /** Only once the download has ended: until then another attempt may go on from what is left. */
    private void discardDraft() {
        try {
            draft.discard();
        } catch (IOException e) {
            Log.warnf("Draft left to its expiry: downloadId=%s, cause=%s", claim.download().id(), e.toString());
        }
    }

    private static boolean causedByFullStorage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StorageFullException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Export export() {
        return export;
    }

    @Override
    public String format() {
        return format.extension();
    }

    @Override
    public Map<String, Object> parameters() {
        return claim.download().request().parameters();
    }

    @Override
    public Optional<String> resumeToken() {
        return reached.map(Checkpoint::token);
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
        if (!claim.isHeld()) {
            throw new GenerationStoppedException();
        }
        if (now.done() != progress.done()) {
            movedAt = System.nanoTime();
        }
        progress = now;
        if (saysThatItGoesOn && now.done() > claim.download().progress().done()) {
            saysThatItGoesOn = false;
            goesOn.accept(this);
        }
    }

    @Override
    public boolean wantsCheckpoint() {
        return handingOver || !claim.isHeld() || System.nanoTime() - checkpointAt >= CHECKPOINT_INTERVAL;
    }

    @Override
    public void checkpoint(String token) throws IOException {
        if (claim.isHeld()) {
            reached = Optional.of(draft.checkpoint(token));
            checkpointAt = System.nanoTime();
            movedAt = checkpointAt;
            if (handingOver) {
                handedOver = handOver();
            }
        }
        if (!claim.isHeld()) {
            throw new GenerationStoppedException();
        }
    }

    @Override
    public void onStop(Runnable interruption) {
        this.interruption = interruption;
        if (!claim.isHeld()) {
            interruption.run();
        }
    }

    /** Renews the lease, and answers with the download if anything new was recorded with that. */
    Optional<Download> renewLease() {
        Progress before = claim.download().progress();
        Optional<Download> recorded = claim.renew(etaEstimator.addTo(progress, System.nanoTime()), reached);
        if (!claim.isHeld()) {
            interrupt();
        }
        return recorded.filter(download -> !download.progress().equals(before));
    }

    /** Why this attempt must not go on, if it must not. */
    Optional<Failure> overdue(Instant now) {
        if (!now.isBefore(claim.download().deadline())) {
            return Optional.of(FailureHandler.DEADLINE_EXCEEDED);
        }
        return System.nanoTime() - startedAt > export.maximumDuration().toNanos()
                ? Optional.of(FailureHandler.TOO_SLOW)
                : Optional.empty();
    }

    boolean isStalled(Duration tolerated) {
        return System.nanoTime() - movedAt > tolerated.toNanos();
    }

    /** Has the generator stop at its next checkpoint, where the download is handed over. */
    void requestHandOver() {
        handingOver = true;
    }

    /** Lets go of the download as of the last checkpoint. */
    Optional<Download> handOver() {
        return claim.handOver(progress, reached);
    }

    /** Makes the generator stop; the claim must have been given up before. */
    void interrupt() {
        if (interruptedAt == 0) {
            interruptedAt = System.nanoTime();
        }
        interruption.run();
        synchronized (this) {
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /** Whether the generator was told to stop that long ago, and still goes on. */
    boolean ignoresInterrupt(Duration tolerated) {
        return interruptedAt != 0 && System.nanoTime() - interruptedAt > tolerated.toNanos();
    }

    Claim claim() {
        return claim;
    }
}
