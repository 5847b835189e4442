package org.downloadmanager.worker.execution;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadDisposal;
import org.downloadmanager.downloads.DownloadFixtures;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Limits;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.downloads.Submission;
import org.downloadmanager.downloads.WorkQueue.Key;
import org.downloadmanager.downloads.WorkQueue.TrackingStatus;
import org.downloadmanager.worker.execution.ModelRules.InThisLife;
import org.downloadmanager.worker.execution.ModelRules.Writer;
import org.downloadmanager.worker.execution.ModelStep.Move;
import org.downloadmanager.worker.metrics.Meters;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * One owner and a few workers at one store. The store, the policy, the dispatcher, the claims and the handling of
 * failures are the classes that run in production; the model decides only who makes the next call. Time is left out on
 * purpose: a lease may be found expired at any moment, a retry may be due at any moment. The explored stories contain
 * everything that timing can cause, and more.
 */
final class Model {

    /**
     * The bounds of the model.
     *
     * @param slots downloads that a worker runs at a time
     * @param losses how often the store may lose everything
     * @param lostAnswers how many answers may be lost
     * @param checkpoints how many checkpoints a download reaches
     * @param deadline whether the deadline may pass
     */
    record Bounds(int workers, int slots, int downloads, int limit, int losses, int lostAnswers, int checkpoints,
            boolean deadline) {}

    private static final Owner OWNER = new Owner("owner");
    static final Duration HORIZON = Duration.ofHours(24);
    private static final Meters METERS = new Meters(new SimpleMeterRegistry());
    private static final Catalog CATALOG = new Catalog(List.of(), List.of());
    private static final Duration TICK = Duration.ofMillis(1);
    private static final int MAX_QUEUE = 100;
    private static final ModelLimits RETRIES = new ModelLimits();
    private static final TestConfig CONFIG = new TestConfig(1);

    private final ModelStore store;
    private final Bounds bounds;
    private final ModelRules rules;
    private final RetryPolicy retries = new RetryPolicy(RETRIES, bound -> bound - 1);
    private final DispatchPolicy policy = new DispatchPolicy(retries);
    private final List<DownloadId> ids = new ArrayList<>();
    /** Published to Kafka and not committed. */
    private final Map<DownloadId, Download> commands = new HashMap<>();
    /** By worker and slot. */
    private final ModelAttempt[][] attempts;
    /** What each worker, and last the owner, has begun and not finished. */
    private final ModelJob[] jobs;
    private int losses;
    private int lostAnswers;
    private boolean deadlinePassed;

    Model(ModelStore store, Bounds bounds) {
        this.store = store;
        this.bounds = bounds;
        this.rules = new ModelRules(store, OWNER, bounds.limit, RETRIES);
        this.attempts = new ModelAttempt[bounds.workers][bounds.slots];
        this.jobs = new ModelJob[bounds.workers + 1];
    }

    /** All possible next steps. */
    List<ModelStep> steps() {
        List<ModelStep> steps = new ArrayList<>();
        if (job(ModelStep.OWNER) == null) {
            if (ids.size() < bounds.downloads) {
                steps.add(ModelStep.of(Move.SUBMIT, ModelStep.OWNER, ids.size()));
            }
            for (int i = 0; i < ids.size(); i++) {
                Optional<Download> seen = rules.current(ids.get(i));
                if (seen.isPresent()) {
                    steps.add(ModelStep.of(seen.get().isEnded() ? Move.DISCARD : Move.CANCEL, ModelStep.OWNER, i));
                }
            }
        } else {
            steps.add(ModelStep.of(Move.GO_ON, ModelStep.OWNER, -1));
        }
        for (int worker = 0; worker < bounds.workers; worker++) {
            ofWorker(worker, steps);
        }
        if (lostAnswers < bounds.lostAnswers) {
            steps.addAll(steps.stream().filter(step -> callsTheStore(step.move())).map(ModelStep::unanswered).toList());
        }
        for (int i = 0; i < ids.size(); i++) {
            if (commands.containsKey(ids.get(i)) && status(ids.get(i)) == TrackingStatus.ENDED) {
                steps.add(ModelStep.of(Move.COMMIT, ModelStep.OWNER, i));
            }
        }
        if (bounds.deadline && !deadlinePassed) {
            steps.add(ModelStep.of(Move.DEADLINE, ModelStep.OWNER, -1));
        }
        if (losses < bounds.losses && !ids.isEmpty()) {
            steps.add(ModelStep.of(Move.LOSE_ALL, ModelStep.OWNER, -1));
        }
        return steps;
    }

    private void ofWorker(int worker, List<ModelStep> steps) {
        if (jobs[worker] != null) {
            steps.add(ModelStep.of(Move.GO_ON, worker, -1));
        } else {
            for (int i = 0; i < ids.size(); i++) {
                if (commands.containsKey(ids.get(i))) {
                    steps.add(ModelStep.of(Move.COMMAND, worker, i));
                }
                if (hasFreeSlot(worker) && rules.standing(ids.get(i)) == InThisLife.ACTIVE) {
                    steps.add(ModelStep.of(Move.DUE, worker, i));
                    if (rules.current(ids.get(i)).flatMap(Download::lease).isPresent()) {
                        steps.add(ModelStep.of(Move.DUE_WITHOUT_CONTACT, worker, i));
                    }
                }
            }
            for (int slot = 0; slot < bounds.slots; slot++) {
                ofAttempt(worker, slot, steps);
            }
        }
        if (jobs[worker] != null || attempts(worker).findAny().isPresent()) {
            steps.add(ModelStep.of(Move.CRASH, worker, -1));
        }
    }

    private void ofAttempt(int worker, int slot, List<ModelStep> steps) {
        ModelAttempt attempt = attempts[worker][slot];
        if (attempt != null) {
            Stream.of(Move.RENEW, Move.COMPLETE, Move.FAIL, Move.HAND_OVER)
                    .forEach(move -> steps.add(ModelStep.of(move, worker, slot)));
            if (attempt.reached() < bounds.checkpoints) {
                steps.add(ModelStep.of(Move.CHECKPOINT, worker, slot));
            }
            if (attempt.claim().download().deadline().isBefore(store.clock().instant())) {
                steps.add(ModelStep.of(Move.GIVE_UP, worker, slot));
            }
        }
    }

    private static boolean callsTheStore(Move move) {
        return switch (move) {
            case CRASH, COMMIT, DEADLINE, LOSE_ALL -> false;
            default -> true;
        };
    }

    /** Fails with a {@link ModelRules.BrokenRule} when the step breaks one. */
    void take(ModelStep step) {
        retake(step);
        rules.judgeIndexes(ids);
    }

    /** Takes a step again whose indexes were checked when it was first taken from here. */
    void retake(ModelStep step) {
        store.clock().advance(TICK);
        if (!step.answered()) {
            lostAnswers++;
        }
        ModelJob job = null;
        switch (step.move()) {
            case CRASH -> crash(step.actor());
            case COMMIT -> finished(ids.get(step.subject()));
            case DEADLINE -> {
                deadlinePassed = true;
                store.clock().advance(HORIZON);
            }
            case LOSE_ALL -> {
                losses++;
                store.loseEverything();
                rules.everythingWasLost();
            }
            case GO_ON -> job = job(step.actor());
            default -> job = begin(step);
        }
        if (job == null) {
            rules.observe(ids, new Writer(step.move(), OptionalLong.empty(), false));
            return;
        }
        job.call(step.answered());
        rules.observe(ids, job.writer());
        rules.answered(job.lastAnswer());
        job.judgeNewEffects();
        jobs[index(step.actor())] = job.isDone() ? null : job;
        if (job.isDone()) {
            job.finish();
        }
    }

    private void crash(int worker) {
        Arrays.fill(attempts[worker], null);
        jobs[worker] = null;
    }

    private void finished(DownloadId id) {
        rules.finished(id, Optional.ofNullable(commands.get(id)));
        commands.remove(id);
    }

    /** Equal for states from which the same stories follow. Versions count by their order only. */
    String fingerprint() {
        ModelFingerprint print = new ModelFingerprint(ids);
        print.add(losses, lostAnswers, deadlinePassed);
        for (DownloadId id : ids) {
            print.add(rules.standing(id), rules.isRestored(id), commands.containsKey(id));
            print.version(id, rules.newest(id));
            print.download(rules.current(id));
            print.download(Optional.ofNullable(commands.get(id)));
        }
        print.job(job(ModelStep.OWNER));
        for (int worker = 0; worker < bounds.workers; worker++) {
            print.nextWorker();
            attempts(worker).forEach(print::attempt);
            print.job(jobs[worker]);
        }
        return print.toString();
    }

    /** All workers but one healthy worker are gone, and every download must still end. */
    void bringEverythingToItsEnd() {
        for (int worker = 0; worker < bounds.workers; worker++) {
            crash(worker);
        }
        jobs[bounds.workers] = null;
        int rounds = 1 + ids.size() * RETRIES.maxLeaseExpirations();
        for (int round = 0; round < rounds; round++) {
            List.copyOf(commands.keySet()).forEach(id -> make(Move.COMMAND, ids.indexOf(id)));
            store.nextDue().forEach(id -> make(Move.DUE, ids.indexOf(id)));
        }
        rules.judgeIndexes(ids);
        for (DownloadId id : ids) {
            boolean isLost = rules.standing(id) == InThisLife.UNKNOWN && !commands.containsKey(id);
            ModelRules.require(isLost || rules.standing(id) == InThisLife.ENDED
                    || rules.standing(id) == InThisLife.REMOVED, "every download can still come to its end",
                    () -> "after " + rounds + " rounds it is " + rules.standing(id) + ": " + rules.current(id));
        }
    }

    private void make(Move move, int download) {
        if (rules.standing(ids.get(download)) == InThisLife.ENDED) {
            return;
        }
        finish(ModelStep.of(move, 0, download));
        if (attempts[0][0] != null) {
            finish(ModelStep.of(Move.COMPLETE, 0, 0));
        }
    }

    private void finish(ModelStep begun) {
        retake(begun);
        while (jobs[0] != null) {
            retake(ModelStep.of(Move.GO_ON, 0, -1));
        }
    }

    private ModelJob begin(ModelStep step) {
        return switch (step.move()) {
            case SUBMIT -> submit();
            case CANCEL -> ofOwner(step, (ports, id) -> new DownloadDisposal(ports).cancel(OWNER, id));
            case DISCARD -> ofOwner(step,
                    (ports, id) -> ports.find(OWNER, id).ifPresent(new DownloadDisposal(ports)::remove));
            case COMMAND, DUE, DUE_WITHOUT_CONTACT -> dispatch(step);
            default -> attempt(step);
        };
    }

    private ModelJob submit() {
        DownloadId id = new DownloadId(new UUID(0, ids.size()).toString());
        Download requested = Download.requested(id, OWNER, DownloadFixtures.FLIGHTS, store.clock().instant(), HORIZON);
        ids.add(id);
        return job(ModelStep.of(Move.SUBMIT, ModelStep.OWNER, ids.indexOf(id)), (ports, effects) -> {
            Submission answer = ports.submit(requested, Optional.empty(), new Limits(bounds.limit, MAX_QUEUE));
            return answer instanceof Submission.Accepted accepted
                    ? Optional.of(accepted.download())
                    : Optional.empty();
        }, done -> {
            // An API replica that gets no answer publishes no command.
            done.result().ifPresent(accepted -> commands.put(id, accepted));
            if (rules.standing(id) == InThisLife.UNKNOWN) {
                ids.remove(id);
                rules.refused();
            }
        });
    }

    private ModelJob ofOwner(ModelStep step, BiConsumer<FreezablePorts, DownloadId> request) {
        DownloadId id = ids.get(step.subject());
        return job(step, (ports, effects) -> {
            request.accept(ports, id);
            return Optional.empty();
        }, done -> {});
    }

    private ModelJob dispatch(ModelStep step) {
        int worker = step.actor();
        DownloadId id = ids.get(step.subject());
        Download command = commands.get(id);
        Clock now = Clock.fixed(store.clock().instant(), ZoneOffset.UTC);
        return job(step, (ports, effects) -> {
            Dispatcher dispatcher = new Dispatcher(ports, ports, CATALOG, new ModelSlots(this, worker, effects), policy,
                    reporter(ports, effects), CONFIG, CONFIG.withName("worker-" + worker), now);
            if (step.move() == Move.COMMAND) {
                dispatcher.onCommand(command);
            } else {
                Optional<Download> due = ports.find(OWNER, id).filter(download -> !download.isEnded());
                if (due.isPresent()) {
                    dispatcher.onDue(due.get(), step.move() == Move.DUE);
                }
            }
            return Optional.empty();
        }, done -> done.started().ifPresent(claimed -> {
            int slot = Arrays.asList(attempts[worker]).indexOf(null);
            attempts[worker][slot] = new ModelAttempt(claimed, claim(newPorts(List.of()), claimed));
        }));
    }

    private ModelJob attempt(ModelStep step) {
        ModelAttempt[] ofWorker = attempts[step.actor()];
        ModelAttempt attempt = ofWorker[step.subject()];
        return new ModelJob(step, OptionalLong.of(attempt.claim().epoch()), newPorts(attempt.answers()),
                this::newEffects, attempt.program(step.move(), this), done -> {
                    attempt.moved(done.answers());
                    if (!attempt.claim().isHeld()) {
                        ofWorker[step.subject()] = null;
                        rules.letGo(attempt.claim(), step.move(), done.result());
                    }
                });
    }

    private ModelJob job(ModelStep step, ModelJob.Program program, Consumer<ModelJob> onDone) {
        return new ModelJob(step, OptionalLong.empty(), newPorts(List.of()),
                () -> new ModelEffects(judge(step.actor())), program, onDone);
    }

    private FreezablePorts newPorts(List<Object> answeredBefore) {
        return new FreezablePorts(store.downloads(), store.queue(), answeredBefore);
    }

    ModelEffects newEffects() {
        return new ModelEffects(judge(ModelStep.OWNER));
    }

    DownloadReporter reporter(FreezablePorts ports, ModelEffects effects) {
        DownloadReporter reporter = new DownloadReporter(ports, effects, effects, METERS);
        reporter.onEnd(effects::finish);
        return reporter;
    }

    FailureHandler failureHandler(DownloadReporter reporter) {
        return new FailureHandler(retries, reporter, CONFIG, store.clock());
    }

    Claim claim(FreezablePorts ports, Download claimed) {
        return new Claim(ports, ports, claimed, CONFIG.lease(), METERS);
    }

    private ModelEffects.Judge judge(int worker) {
        return new ModelEffects.Judge() {

            @Override
            public void started(Download claimed) {
                rules.started(claimed, attempts(worker).map(attempt -> attempt.claim().download()).toList());
            }

            @Override
            public void finished(DownloadId id) {
                Model.this.finished(id);
            }

            @Override
            public void published(Download download) {
                rules.published(download);
            }
        };
    }

    Stream<ModelAttempt> attempts(int worker) {
        return Stream.of(attempts[worker]).filter(Objects::nonNull);
    }

    boolean runsIsolated(int worker) {
        return attempts(worker).map(ModelAttempt::claim)
                .anyMatch(claim -> retries.requiresIsolation(claim.download().retryState()));
    }

    boolean hasFreeSlot(int worker) {
        return !runsIsolated(worker) && attempts(worker).count() < bounds.slots;
    }

    private TrackingStatus status(DownloadId id) {
        return store.queue().statuses(List.of(new Key(OWNER, id))).get(0);
    }

    private ModelJob job(int actor) {
        return jobs[index(actor)];
    }

    private int index(int actor) {
        return actor == ModelStep.OWNER ? bounds.workers : actor;
    }
}
