package org.downloadmanager.worker.execution;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadsConfig;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.downloads.FailureCode;

/** Ends attempts that do not succeed, and sets when files expire. */
@Singleton
class FailureHandler {

    static final Failure GENERATION_FAILED = FailureCode.GENERATION_FAILED
            .because("The file could not be generated in several attempts. Request it again later.");
    static final Failure STALLED = FailureCode.STALLED.because("Generation stalled. Request the file again later.");
    static final Failure STORAGE_FULL = FailureCode.STORAGE_FULL
            .because("The file is too large, or the storage is full. Narrow your filters, or request it again later.");
    static final Failure DEADLINE_EXCEEDED = FailureCode.DEADLINE_EXCEEDED
            .because("The file could not be generated before the deadline.");
    static final Failure TOO_SLOW = FailureCode.TOO_SLOW
            .because("The generation took longer than this export allows. Narrow your filters.");
    static final Failure KILLS_WORKERS = FailureCode.WORKER_LOST
            .because("Its worker crashed repeatedly. Request the file again later, or contact the operator.");
    static final Failure UNKNOWN_EXPORT = FailureCode.UNKNOWN_EXPORT.because("This export is no longer offered.");

    /** Covers clock differences between two machines. */
    private static final Duration SLACK = Duration.ofHours(1);
    private static final long PAUSE_WITHOUT_KAFKA = TimeUnit.MILLISECONDS.toNanos(200);

    private final RetryPolicy policy;
    private final DownloadReporter reporter;
    private final DownloadsConfig config;
    private final Clock clock;

    FailureHandler(RetryPolicy policy, DownloadReporter reporter, DownloadsConfig config, Clock clock) {
        this.policy = policy;
        this.reporter = reporter;
        this.config = config;
        this.clock = clock;
    }

    /** Records a failed attempt: another one follows after a backoff, until the limit gives the download up. */
    Optional<Download> failed(Claim claim, Failure why) {
        Optional<Download> retried = claim.download().retry();
        if (retried.isEmpty() || policy.givesUpAfterFailure(retried.get().retryState())) {
            return giveUp(claim, why);
        }
        Optional<Download> pending = claim.retry(policy.delay(retried.get().retryState()));
        pending.ifPresent(download -> reporter.retried(download, why));
        return pending;
    }

    /** The dead letter comes first: once the end is recorded, no worker would write it. */
    Optional<Download> giveUp(Claim claim, Failure failure) {
        while (claim.isHeld() && !reporter.publishDeadLetter(claim.download(), failure)) {
            if (Thread.currentThread().isInterrupted()) {
                return Optional.empty();
            }
            LockSupport.parkNanos(PAUSE_WITHOUT_KAFKA);
        }
        return claim.fail(failure);
    }

    /** The same for all attempts at a download, so that each of them finds the drafts of the earlier ones. */
    Instant leftoversExpire(Download download) {
        return download.deadline().plus(SLACK);
    }

    Instant fileExpires() {
        return clock.instant().plus(config.retention()).plus(SLACK);
    }
}
