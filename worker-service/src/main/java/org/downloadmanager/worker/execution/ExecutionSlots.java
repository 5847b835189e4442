package org.downloadmanager.worker.execution;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import org.downloadmanager.downloads.Download;

/**
 * The capacity of a worker, as {@link Dispatcher} uses it. A start takes capacity, claims, and runs what the claim
 * answers; a claim without an answer frees the capacity again.
 */
interface ExecutionSlots {

    /** What became of a start. */
    enum Outcome {
        STARTED, NOT_CLAIMED, NO_CAPACITY
    }

    /** Whether an isolated download runs. */
    boolean runsIsolated();

    /** Starts a download beside others. */
    Outcome tryStart(Supplier<Optional<Download>> claim);

    /** Starts a download that runs alone, if nothing else runs. */
    Outcome tryStartIsolated(Supplier<Optional<Download>> claim);

    /**
     * Lets nothing else start until {@link #endDrain}, hands over what runs, and starts a download that runs alone if
     * everything else stops within the timeout.
     */
    Outcome drainAndStartIsolated(Supplier<Optional<Download>> claim, Duration timeout) throws InterruptedException;

    void endDrain();
}
