package org.downloadmanager.worker.execution;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import org.downloadmanager.downloads.Download;

/** The slots of one worker without threads: the work of an attempt is a step of its own. */
final class ModelSlots implements ExecutionSlots {

    private final Model model;
    private final int worker;
    private final ModelEffects effects;

    ModelSlots(Model model, int worker, ModelEffects effects) {
        this.model = model;
        this.worker = worker;
        this.effects = effects;
    }

    @Override
    public boolean runsIsolated() {
        return model.runsIsolated(worker);
    }

    @Override
    public Outcome tryStart(Supplier<Optional<Download>> claim) {
        return model.hasFreeSlot(worker) ? start(claim) : Outcome.NO_CAPACITY;
    }

    @Override
    public Outcome tryStartIsolated(Supplier<Optional<Download>> claim) {
        return model.attempts(worker).findAny().isEmpty() ? start(claim) : Outcome.NO_CAPACITY;
    }

    /** Ends as if the worker were stopped; hand-overs and the next start are steps of their own. */
    @Override
    public Outcome drainAndStartIsolated(Supplier<Optional<Download>> claim, Duration timeout) {
        return Outcome.NOT_CLAIMED;
    }

    @Override
    public void endDrain() {
        // A drain ends with its step.
    }

    private Outcome start(Supplier<Optional<Download>> claim) {
        Optional<Download> claimed = claim.get();
        claimed.ifPresent(effects::start);
        return claimed.isPresent() ? Outcome.STARTED : Outcome.NOT_CLAIMED;
    }
}
