package org.downloadmanager.worker.execution;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.downloads.StoredFile;
import org.downloadmanager.files.Draft;
import org.downloadmanager.files.FileStore;
import org.downloadmanager.files.StorageFullException;
import org.downloadmanager.worker.generation.FileGenerator;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.GenerationStoppedException;

import io.quarkus.logging.Log;

/**
 * One run of the generator under one claim. The generator runs on a thread of its own; the lease renewer records the
 * progress. An early end is recorded first, then the generator is interrupted: a generator that ignores the interrupt
 * blocks nothing but its own slot.
 */
final class Attempt {

    private final Claim claim;
    private final Export export;
    private final Format format;
    private final FileGenerator generator;
    private final FileStore files;
    private final FailureHandler failureHandler;
    private final Consumer<Attempt> onResumed;
    private final AttemptProgress progress;
    private final AttemptControl control = new AttemptControl();
    private final EtaEstimator etaEstimator;
    private final long startedAt = System.nanoTime();

    private Draft draft;
    private Optional<Download> handedOver = Optional.empty();

    /** @param onResumed called once, when a resumed download has more progress than was ever recorded */
    Attempt(Claim claim, Export export, Format format, FileGenerator generator, FileStore files,
            FailureHandler failureHandler, Consumer<Attempt> onResumed) {
        this.claim = claim;
        this.export = export;
        this.format = format;
        this.generator = generator;
        this.files = files;
        this.failureHandler = failureHandler;
        this.onResumed = onResumed;
        this.progress = new AttemptProgress(claim.download());
        this.etaEstimator = new EtaEstimator(startedAt, progress.progress().done());
    }

    /** Generates the file on the calling thread. Answers with the next state of the download if this call recorded it. */
    Optional<Download> run() {
        Optional<Download> settled = completeOrFail();
        if (draft != null && claim.isEnded()) {
            discardDraft();
        }
        return settled;
    }

    private Optional<Download> completeOrFail() {
        try {
            return complete();
        } catch (GenerationFailedException e) {
            Log.warnf(e, "File cannot be generated: downloadId=%s, attempt=%d", claim.download().id(),
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
                progress.checkpoint())) {
            draft = opened;
            progress.resumeFrom(opened.resumedFrom());
            long rows = generate(new AttemptGeneration(this, opened));
            if (!claim.isHeld()) {
                throw new GenerationStoppedException();
            }
            StoredFile file = opened.publish(export.fileName(format), format.contentType(), rows,
                    failureHandler.fileExpires());
            Optional<Download> ready = claim.complete(file);
            // While the claim is held, the record may exist and only the answer may be lost.
            if (ready.isEmpty() && !claim.isHeld()) {
                files.delete(file);
            }
            return ready;
        }
    }

    /** Only the generator is interrupted: an interrupt while a file is published or removed would leave half of it. */
    private long generate(AttemptGeneration generation) throws Exception {
        control.generatesOn(Thread.currentThread());
        try {
            return generator.generate(generation);
        } finally {
            control.generatesOn(null);
            Thread.interrupted();
        }
    }

    /** Only after the download has ended: until then another attempt can resume from the draft. */
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

    /** Renews the lease. Answers with the download if that recorded new progress. */
    Optional<Download> renewLease() {
        Progress before = claim.download().progress();
        Optional<Download> recorded = claim.renew(etaEstimator.addTo(progress.progress(), System.nanoTime()),
                progress.checkpoint());
        if (!claim.isHeld()) {
            control.interrupt();
        }
        return recorded.filter(download -> !download.progress().equals(before));
    }

    /** Why this attempt must end, if a deadline has passed. */
    Optional<Failure> overdue(Instant now) {
        if (!now.isBefore(claim.download().deadline())) {
            return Optional.of(FailureHandler.DEADLINE_EXCEEDED);
        }
        return System.nanoTime() - startedAt > export.maximumDuration().toNanos()
                ? Optional.of(FailureHandler.TOO_SLOW)
                : Optional.empty();
    }

    boolean isStalled(Duration timeout) {
        return progress.isStalled(timeout);
    }

    void handOverAtCheckpoint() {
        handedOver = handOver();
    }

    /** Hands the download over as of its last checkpoint. */
    Optional<Download> handOver() {
        return claim.handOver(progress.progress(), progress.checkpoint());
    }

    void reportResumed() {
        onResumed.accept(this);
    }

    Claim claim() {
        return claim;
    }

    Export export() {
        return export;
    }

    Format format() {
        return format;
    }

    AttemptProgress progress() {
        return progress;
    }

    AttemptControl control() {
        return control;
    }

    /** By {@link System#nanoTime}. */
    long startedAt() {
        return startedAt;
    }
}
