package org.downloadmanager.worker.execution;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.DownloadsConfig;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.downloads.LogContext;
import org.downloadmanager.supervision.SupervisedThread;
import org.downloadmanager.supervision.ThreadSupervisor;
import org.downloadmanager.worker.execution.DownloadExecutor.Execution;

import io.quarkus.logging.Log;

/**
 * Renews the lease of every running download three times per lease, and so records its progress; a resumed download is
 * renewed as soon as it makes progress. Ends attempts that stall or exceed a deadline. Waits for nothing but the store.
 */
@Singleton
public class LeaseRenewer {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration INTERRUPT_TIMEOUT = Duration.ofSeconds(30);

    private final DownloadExecutor executor;
    private final FailureHandler failureHandler;
    private final RetryPolicy retries;
    private final DownloadReporter reporter;
    private final WorkerConfig config;
    private final Clock clock;
    private final ThreadSupervisor supervisor;
    private final SupervisedThread thread;
    private final long interval;

    LeaseRenewer(DownloadExecutor executor, FailureHandler failureHandler, RetryPolicy retries,
            DownloadReporter reporter, WorkerConfig config, DownloadsConfig downloadsConfig, Clock clock,
            ThreadSupervisor supervisor) {
        this.executor = executor;
        this.failureHandler = failureHandler;
        this.retries = retries;
        this.reporter = reporter;
        this.config = config;
        this.clock = clock;
        this.supervisor = supervisor;
        this.thread = supervisor.thread("lease-renewer", this::renewForOneInterval);
        this.interval = downloadsConfig.lease().toNanos() / 3;
    }

    public void start() {
        thread.start();
    }

    public void stop() throws InterruptedException {
        thread.stop(STOP_TIMEOUT);
    }

    private void renewForOneInterval() throws InterruptedException {
        long next = System.nanoTime() + interval;
        renewLeases();
        int stuck = executor.slots().stuck();
        if (stuck * 2 >= executor.slots().count()) {
            supervisor.endProcess("%d of %d slots are held by generators that do not stop".formatted(stuck,
                    executor.slots().count()));
        }
        for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
            renewNextResumed(Duration.ofNanos(left));
        }
    }

    void renewLeases() {
        executor.executions().forEach(this::renewLease);
    }

    /** Renews the lease of the next resumed download that makes progress, if one does within the timeout. */
    void renewNextResumed(Duration timeout) throws InterruptedException {
        executor.awaitResumed(timeout).ifPresent(this::renewLease);
    }

    private void renewLease(Execution execution) {
        Attempt attempt = execution.attempt();
        LogContext.enter(attempt.claim().download().id());
        try {
            attempt.renewLease().ifPresent(reporter::progressed);
            adjustSlots(execution);
            endIfOverdue(attempt);
        } catch (RuntimeException e) {
            // One broken download must not keep the leases of the others from being renewed.
            Log.errorf(e, "Lease not renewed: downloadId=%s", attempt.claim().download().id());
        } finally {
            LogContext.leave();
        }
    }

    private void adjustSlots(Execution execution) {
        Claim claim = execution.attempt().claim();
        if (claim.isHeld() && !retries.requiresIsolation(claim.download().retryState())) {
            execution.permit().releaseAllButOne();
        }
        if (execution.attempt().control().ignoresInterrupt(INTERRUPT_TIMEOUT)) {
            execution.permit().markStuck();
        }
    }

    private void endIfOverdue(Attempt attempt) {
        Optional<Failure> overdue = attempt.overdue(clock.instant());
        if (overdue.isPresent()) {
            executor.endEarly(attempt, () -> failureHandler.giveUp(attempt.claim(), overdue.get()));
        } else if (attempt.isStalled(config.stallTimeout())) {
            executor.endEarly(attempt, () -> failureHandler.failed(attempt.claim(), FailureHandler.STALLED));
        }
    }
}
