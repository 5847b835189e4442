package org.downloadmanager.worker.execution;

import java.time.Duration;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.Failure;

/** What a worker does about one download. */
sealed interface Decision {

    /** Answers by variant. A new variant breaks every caller until the caller handles it. */
    <T, X extends Exception> T fold(Case<Start, T, X> start, Case<StartIsolated, T, X> startIsolated,
            Case<Postpone, T, X> postpone, Case<GiveUp, T, X> giveUp, Case<Skip, T, X> skip) throws X;

    /** The answer to one variant. */
    @FunctionalInterface
    interface Case<D extends Decision, T, X extends Exception> {

        T apply(D decision) throws X;
    }

    /** Claim the download and run it beside others. */
    record Start(Download pending) implements Decision {

        @Override
        public <T, X extends Exception> T fold(Case<Start, T, X> start, Case<StartIsolated, T, X> startIsolated,
                Case<Postpone, T, X> postpone, Case<GiveUp, T, X> giveUp, Case<Skip, T, X> skip) throws X {
            return start.apply(this);
        }
    }

    /** Claim the download and run nothing beside it. */
    record StartIsolated(Download pending, WhenBusy whenBusy) implements Decision {

        /** What happens while the worker runs other downloads. */
        enum WhenBusy {
            /** The download waits for an idle worker. */
            WAIT,
            /** The worker hands its other downloads over. */
            DRAIN
        }

        @Override
        public <T, X extends Exception> T fold(Case<Start, T, X> start, Case<StartIsolated, T, X> startIsolated,
                Case<Postpone, T, X> postpone, Case<GiveUp, T, X> giveUp, Case<Skip, T, X> skip) throws X {
            return startIsolated.apply(this);
        }
    }

    /** Record that the lease expired, and let the download wait for the backoff. */
    record Postpone(Download pending, Duration backoff) implements Decision {

        @Override
        public <T, X extends Exception> T fold(Case<Start, T, X> start, Case<StartIsolated, T, X> startIsolated,
                Case<Postpone, T, X> postpone, Case<GiveUp, T, X> giveUp, Case<Skip, T, X> skip) throws X {
            return postpone.apply(this);
        }
    }

    /** End the download as an error, with a dead letter. */
    record GiveUp(Download active, Failure reason) implements Decision {

        @Override
        public <T, X extends Exception> T fold(Case<Start, T, X> start, Case<StartIsolated, T, X> startIsolated,
                Case<Postpone, T, X> postpone, Case<GiveUp, T, X> giveUp, Case<Skip, T, X> skip) throws X {
            return giveUp.apply(this);
        }
    }

    /** Leave the download as it is. */
    record Skip() implements Decision {

        @Override
        public <T, X extends Exception> T fold(Case<Start, T, X> start, Case<StartIsolated, T, X> startIsolated,
                Case<Postpone, T, X> postpone, Case<GiveUp, T, X> giveUp, Case<Skip, T, X> skip) throws X {
            return skip.apply(this);
        }
    }
}
