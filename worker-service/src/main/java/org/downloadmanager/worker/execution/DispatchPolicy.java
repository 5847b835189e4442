package org.downloadmanager.worker.execution;

import java.time.Instant;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.worker.execution.Decision.GiveUp;
import org.downloadmanager.worker.execution.Decision.Postpone;
import org.downloadmanager.worker.execution.Decision.Skip;
import org.downloadmanager.worker.execution.Decision.Start;
import org.downloadmanager.worker.execution.Decision.StartIsolated;
import org.downloadmanager.worker.execution.Decision.StartIsolated.WhenBusy;

/**
 * Decides what a worker does about a download that it has seen. A pure function of its arguments, the retry limits and
 * the jitter; {@link Dispatcher} carries the decisions out.
 */
@Singleton
class DispatchPolicy {

    private final RetryPolicy retries;

    DispatchPolicy(RetryPolicy retries) {
        this.retries = retries;
    }

    /** About a download that Kafka delivered. */
    Decision onCommand(Download command, Instant now) {
        return isLate(command, now) ? new Skip() : new Start(command);
    }

    /** About a download that is due: it waits for a worker, its retry time has come, or its lease has expired. */
    Decision onDue(Download due, WorkerSnapshot worker, Instant now) {
        if (isLate(due, now)) {
            return new GiveUp(due, FailureHandler.DEADLINE_EXCEEDED);
        }
        if (due.lease().isEmpty()) {
            return retries.requiresIsolation(due.retryState())
                    ? new StartIsolated(due, whenBusy(due, worker, now))
                    : new Start(due);
        }
        return worker.mayTakeOverExpiredLeases() ? afterExpiredLease(due) : new Skip();
    }

    private Decision afterExpiredLease(Download due) {
        Download expired = due.expireLease().orElseThrow();
        if (retries.givesUpAfterExpiredLease(expired.retryState())) {
            return new GiveUp(due, FailureHandler.KILLS_WORKERS);
        }
        return retries.requiresIsolation(expired.retryState())
                ? new Postpone(expired, retries.delay(expired.retryState()))
                : new Start(expired);
    }

    /** Two isolated downloads do not displace each other: the second one waits. */
    private WhenBusy whenBusy(Download due, WorkerSnapshot worker, Instant now) {
        return !worker.runsIsolated() && retries.mayForceDrain(due, now) ? WhenBusy.DRAIN : WhenBusy.WAIT;
    }

    private static boolean isLate(Download download, Instant now) {
        return download.deadline().isBefore(now);
    }

    /**
     * The state of the worker that a decision depends on.
     *
     * @param mayTakeOverExpiredLeases whether an expired lease implies a dead worker
     * @param runsIsolated whether an isolated download runs here
     */
    record WorkerSnapshot(boolean mayTakeOverExpiredLeases, boolean runsIsolated) {}
}
