package org.downloadmanager.worker.execution;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.StoreUnavailableException;
import org.downloadmanager.worker.execution.FreezablePorts.Frozen;
import org.downloadmanager.worker.execution.ModelRules.Writer;

/** A program of an actor. It restarts for every further call to the store. */
final class ModelJob {

    /** The calls of an actor, through ports that freeze it and with effects that are checked. */
    @FunctionalInterface
    interface Program {

        Optional<Download> run(FreezablePorts ports, ModelEffects effects) throws InterruptedException;
    }

    private final ModelStep step;
    private final OptionalLong epoch;
    private final FreezablePorts ports;
    private final Supplier<ModelEffects> newEffects;
    private final Program program;
    private final Consumer<ModelJob> onDone;
    private ModelEffects effects;
    private int judged;
    private Optional<Download> result = Optional.empty();
    private Optional<Frozen> before = Optional.empty();
    private boolean isDone;

    /** @param epoch of the claim under which the actor acts, if there is one */
    ModelJob(ModelStep step, OptionalLong epoch, FreezablePorts ports, Supplier<ModelEffects> newEffects,
            Program program, Consumer<ModelJob> onDone) {
        this.step = step;
        this.epoch = epoch;
        this.ports = ports;
        this.newEffects = newEffects;
        this.program = program;
        this.onDone = onDone;
    }

    /** Makes one call to the store and freezes before the next one, or is done. */
    void call(boolean answered) {
        ports.beginAgain(answered);
        effects = newEffects.get();
        try {
            result = program.run(ports, effects);
            isDone = true;
        } catch (StoreUnavailableException e) {
            result = Optional.empty();
            isDone = true;
        } catch (Frozen frozen) {
            before = Optional.of(frozen);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every effect is judged once, right after the call before it. */
    void judgeNewEffects() {
        judged = effects.judgeFrom(judged);
    }

    void finish() {
        onDone.accept(this);
    }

    boolean isDone() {
        return isDone;
    }

    Optional<Download> result() {
        return result;
    }

    Optional<Download> started() {
        return effects.started();
    }

    ModelStep step() {
        return step;
    }

    Writer writer() {
        return new Writer(step.move(), epoch, effects.deadLetterWritten());
    }

    Optional<Frozen> before() {
        return before;
    }

    List<Object> answers() {
        return ports.answers();
    }

    Optional<Download> lastAnswer() {
        return ports.lastAnswer();
    }
}
