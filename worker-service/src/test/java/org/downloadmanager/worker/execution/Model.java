package org.downloadmanager.worker.execution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadFixtures;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.downloads.Limits;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.downloads.Segment;
import org.downloadmanager.downloads.StoreUnavailableException;
import org.downloadmanager.downloads.StoredFile;
import org.downloadmanager.downloads.Submission;
import org.downloadmanager.downloads.WorkQueue.Key;
import org.downloadmanager.downloads.WorkQueue.TrackingStatus;
import org.downloadmanager.messages.DeadLetter;
import org.downloadmanager.worker.execution.FreezablePorts.Frozen;
import org.downloadmanager.worker.execution.ModelRules.InThisLife;
import org.downloadmanager.worker.execution.ModelRules.Writer;
import org.downloadmanager.worker.execution.ModelStep.Move;
import org.downloadmanager.worker.metrics.Meters;
import org.downloadmanager.worker.publishing.DownloadEventPublisher;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * One owner and a few workers at one store. The store, the claims, the endings and the retry policy are the real ones;
 * what the runner and the owner's requests add is said again here, call for call. Time is left out on purpose: a lease
 * may be found lapsed at any moment, a retry may be due at any moment; so whatever timing brings about is among what is
 * explored, and more.
 */
final class Model {

    /**
     * How far the model goes.
     *
     * @param losses      how often the store may lose everything
     * @param lostAnswers how many answers may never be heard
     * @param checkpoints how far a download gets
     * @param deadline    whether the deadline may pass
     */
    record Bounds(int workers, int downloads, int limit, int losses, int lostAnswers, int checkpoints,
            boolean deadline) {}

    private static final Owner OWNER = new Owner("owner");
    private static final Duration HORIZON = Duration.ofHours(24);
    private static final Duration LEASE = Duration.ofMillis(1_500);
    private static final Meters METERS = new Meters(new SimpleMeterRegistry());
    private static final Duration TICK = Duration.ofMillis(1);
    private static final int GREATEST_QUEUE = 100;
    private static final Retries RETRIES = new Retries();

    private final ModelStore store;
    private final Bounds bounds;
    private final ModelRules rules;
    private final RetryPolicy policy = new RetryPolicy(RETRIES, bound -> bound - 1);
    private final FailureHandler failureHandler;
    private final List<DownloadId> ids = new ArrayList<>();
    /** In Kafka, as long as nobody committed it. */
    private final Map<DownloadId, Download> commands = new HashMap<>();
    private final Hold[] holds;
    /** What each worker, and last the owner, has begun and not finished. */
    private final Job[] jobs;
    private int losses;
    private int lostAnswers;
    private boolean overdue;

    Model(ModelStore store, Bounds bounds) {
        this.store = store;
        this.bounds = bounds;
        this.rules = new ModelRules(store, OWNER, bounds.limit, RETRIES);
        this.failureHandler = new FailureHandler(policy, new Deaf(), new TestConfig(1), store.clock(), METERS);
        this.holds = new Hold[bounds.workers];
        this.jobs = new Job[bounds.workers + 1];
    }

    /** All that can happen next. */
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
            if (commands.containsKey(ids.get(i)) && standing(ids.get(i)) == TrackingStatus.ENDED) {
                steps.add(ModelStep.of(Move.COMMIT, ModelStep.OWNER, i));
            }
        }
        if (bounds.deadline && !overdue) {
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
                if (commands.containsKey(ids.get(i)) && !overdue) {
                    steps.add(ModelStep.of(Move.OFFER, worker, i));
                }
                if (holds[worker] == null && rules.standing(ids.get(i)) == InThisLife.ACTIVE) {
                    steps.add(ModelStep.of(Move.TAKE, worker, i));
                }
                if (holds[worker] != null && rules.current(ids.get(i)).filter(this::waitsToRunAlone).isPresent()) {
                    steps.add(ModelStep.of(Move.MAKE_ROOM, worker, i));
                }
            }
            if (holds[worker] != null) {
                Stream.of(Move.RENEW, Move.COMPLETE, Move.FAIL, Move.HAND_OVER)
                        .forEach(move -> steps.add(ModelStep.of(move, worker, -1)));
                if (holds[worker].reached < bounds.checkpoints) {
                    steps.add(ModelStep.of(Move.CHECKPOINT, worker, -1));
                }
                if (overdue) {
                    steps.add(ModelStep.of(Move.GIVE_UP, worker, -1));
                }
            }
        }
        if (jobs[worker] != null || holds[worker] != null) {
            steps.add(ModelStep.of(Move.CRASH, worker, -1));
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

    /** A step that was found to leave the indexes in order when it was taken from here before. */
    void retake(ModelStep step) {
        store.clock().advance(TICK);
        if (!step.answered()) {
            lostAnswers++;
        }
        Job job = null;
        switch (step.move()) {
            case CRASH -> {
                holds[step.actor()] = null;
                jobs[step.actor()] = null;
            }
            case COMMIT -> commands.remove(ids.get(step.download()));
            case DEADLINE -> {
                overdue = true;
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
            rules.observe(ids, new Writer(step.move(), OptionalLong.empty()));
            return;
        }
        job.call(step.answered());
        rules.observe(ids, job.writer);
        rules.told(job.ports.lastAnswer());
        jobs[index(step.actor())] = job.isDone ? null : job;
        if (job.isDone) {
            job.done.run();
        }
    }

    /** What can be told apart by anything that may happen from here on. Versions count by their order only. */
    String fingerprint() {
        ModelFingerprint print = new ModelFingerprint(ids);
        print.add(losses, lostAnswers, overdue);
        for (DownloadId id : ids) {
            print.add(rules.standing(id), rules.isRestored(id), commands.containsKey(id));
            print.version(id, rules.newest(id));
            print.download(rules.current(id));
            print.download(Optional.ofNullable(commands.get(id)));
        }
        print.job(job(ModelStep.OWNER));
        for (int worker = 0; worker < bounds.workers; worker++) {
            print.nextWorker();
            Hold hold = holds[worker];
            if (hold != null) {
                print.add(hold.reached, hold.claim.isHeld(), hold.claim.isEnded());
                print.version(hold.claim.download().id(), hold.claim.epoch());
                print.download(Optional.of(hold.claim.download()));
            }
            print.job(jobs[worker]);
        }
        return print.toString();
    }

    /** Everybody is gone but one healthy worker, and every download must come to its end all the same. */
    void bringEverythingToItsEnd() {
        for (int worker = 0; worker < bounds.workers; worker++) {
            holds[worker] = null;
            jobs[worker] = null;
        }
        jobs[bounds.workers] = null;
        int rounds = 1 + ids.size() * RETRIES.maxLeaseExpirations();
        for (int round = 0; round < rounds; round++) {
            if (!overdue) {
                List.copyOf(commands.keySet()).forEach(id -> make(Move.OFFER, ids.indexOf(id)));
            }
            store.nextDue().forEach(id -> make(Move.TAKE, ids.indexOf(id)));
        }
        rules.judgeIndexes(ids);
        for (DownloadId id : ids) {
            boolean isLost = rules.standing(id) == InThisLife.UNKNOWN && (overdue || !commands.containsKey(id));
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
        if (holds[0] != null) {
            finish(ModelStep.of(Move.COMPLETE, 0, -1));
        }
    }

    private void finish(ModelStep begun) {
        retake(begun);
        while (jobs[0] != null) {
            retake(ModelStep.of(Move.GO_ON, 0, -1));
        }
    }

    private Job begin(ModelStep step) {
        int actor = step.actor();
        Hold hold = actor == ModelStep.OWNER ? null : holds[actor];
        return switch (step.move()) {
            case SUBMIT -> submit();
            case CANCEL -> new Job(step.move(), ports -> cancel(ports, ids.get(step.download())));
            case DISCARD -> new Job(step.move(), ports -> discard(ports, ids.get(step.download())));
            case OFFER -> {
                Download command = commands.get(ids.get(step.download()));
                yield new Job(step.move(), actor, ports -> offer(ports, "worker-" + actor, command, hold == null));
            }
            case TAKE -> {
                boolean late = overdue;
                yield new Job(step.move(), actor,
                        ports -> take(ports, "worker-" + actor, ids.get(step.download()), late));
            }
            case MAKE_ROOM -> new Job(step.move(), actor, ports -> makeRoom(ports, ids.get(step.download())));
            case RENEW -> new Job(step.move(), actor, hold, hold.reached,
                    claim -> claim.renew(Progress.of(hold.reached), hold.checkpoint(hold.reached)));
            case CHECKPOINT -> new Job(step.move(), actor, hold, hold.reached + 1,
                    claim -> claim.renew(Progress.of(hold.reached), hold.checkpoint(hold.reached)));
            case COMPLETE -> new Job(step.move(), actor, hold, hold.reached,
                    claim -> claim.settle(current -> current.complete(file(claim.epoch(), current.progress())),
                            Duration.ZERO));
            case FAIL -> new Job(step.move(), actor, hold, hold.reached,
                    claim -> failureHandler.failed(claim, FailureHandler.GENERATION_FAILED));
            case HAND_OVER -> new Job(step.move(), actor, hold, hold.reached,
                    claim -> claim.settle(current -> current
                            .advance(Progress.of(hold.reached), hold.checkpoint(hold.reached))
                            .flatMap(Download::handOver), Duration.ZERO));
            case GIVE_UP -> new Job(step.move(), actor, hold, hold.reached,
                    claim -> failureHandler.giveUp(claim, FailureHandler.DEADLINE_EXCEEDED));
            default -> throw new IllegalArgumentException(step.toString());
        };
    }

    private Job submit() {
        DownloadId id = new DownloadId(new UUID(0, ids.size()).toString());
        Download requested = Download.requested(id, OWNER, DownloadFixtures.FLIGHTS, store.clock().instant(), HORIZON);
        ids.add(id);
        Job job = new Job(Move.SUBMIT, ports -> {
            Submission answer = ports.submit(requested, Optional.empty(), new Limits(bounds.limit, GREATEST_QUEUE));
            return answer instanceof Submission.Accepted accepted
                    ? Optional.of(accepted.download())
                    : Optional.empty();
        });
        // Who does not hear that his request was accepted produces no command.
        job.done = () -> {
            job.result.ifPresent(accepted -> commands.put(id, accepted));
            if (rules.standing(id) == InThisLife.UNKNOWN) {
                ids.remove(id);
                rules.refused();
            }
        };
        return job;
    }

    /** As the requests of an owner do it. */
    private static Optional<Download> cancel(FreezablePorts ports, DownloadId id) {
        Optional<Download> found = ports.find(OWNER, id);
        while (found.isPresent()) {
            Optional<Download> cancelled = found.get().cancel();
            if (cancelled.isEmpty()) {
                return found;
            }
            Optional<Download> recorded = ports.replace(cancelled.get(), Duration.ZERO);
            if (recorded.isPresent()) {
                return recorded;
            }
            found = ports.find(OWNER, id);
        }
        return found;
    }

    private static Optional<Download> discard(FreezablePorts ports, DownloadId id) {
        ports.find(OWNER, id).filter(Download::isEnded).ifPresent(ports::remove);
        return Optional.empty();
    }

    /** As the runner takes in a command, which its intake has found to be in time. */
    private static Optional<Download> offer(FreezablePorts ports, String worker, Download command, boolean isFree) {
        Optional<Download> claimed = isFree ? start(ports, worker, command) : Optional.empty();
        if (claimed.isPresent() || ports.find(OWNER, command.id()).isPresent()) {
            return claimed;
        }
        return ports.restore(command, Duration.ZERO)
                .flatMap(restored -> isFree ? start(ports, worker, restored) : Optional.empty());
    }

    /** As the runner takes up what is due. */
    private Optional<Download> take(FreezablePorts ports, String worker, DownloadId id, boolean late) {
        Optional<Download> due = ports.find(OWNER, id).filter(download -> !download.isEnded());
        if (due.isEmpty()) {
            return due;
        }
        if (late) {
            return end(ports, due.get(), FailureHandler.DEADLINE_EXCEEDED);
        }
        if (due.get().lease().isEmpty()) {
            return start(ports, worker, due.get());
        }
        Download expired = due.get().expireLease().orElseThrow();
        if (policy.givesUpAfterExpiredLease(expired.retryState())) {
            return end(ports, due.get(), FailureHandler.KILLS_WORKERS);
        }
        return policy.goesOnAtOnce(expired.retryState())
                ? start(ports, worker, expired)
                : ports.replace(expired, policy.delay(expired.retryState()));
    }

    /** As the runner lets the others see that it does; what it hands over and takes up then are steps of their own. */
    private Optional<Download> makeRoom(FreezablePorts ports, DownloadId id) {
        return ports.find(OWNER, id).filter(this::waitsToRunAlone)
                .flatMap(lonely -> ports.replace(lonely, Duration.ZERO));
    }

    private boolean waitsToRunAlone(Download download) {
        return !download.isEnded() && download.lease().isEmpty() && policy.requiresIsolation(download.retryState());
    }

    private static Optional<Download> start(FreezablePorts ports, String worker, Download pending) {
        return pending.claim(worker).flatMap(claim -> ports.claim(claim, LEASE, Optional.empty()));
    }

    private static Optional<Download> end(FreezablePorts ports, Download unended,
            Failure failure) {
        return unended.fail(failure).flatMap(next -> ports.replace(next, Duration.ZERO));
    }

    private static StoredFile file(long epoch, Progress seen) {
        return new StoredFile(ModelRules.location(epoch), "flights.csv", "text/csv", 1, Math.max(1, seen.done()), "00");
    }

    private TrackingStatus standing(DownloadId id) {
        return store.queue().statuses(List.of(new Key(OWNER, id))).get(0);
    }

    private Job job(int actor) {
        return jobs[index(actor)];
    }

    private int index(int actor) {
        return actor == ModelStep.OWNER ? bounds.workers : actor;
    }

    /** A worker's claim, and all that it ever did and heard, from which it can be made again. */
    static final class Hold {

        private final Download claimed;
        private final List<Function<Claim, Optional<Download>>> deeds = new ArrayList<>();
        private List<Object> heard = List.of();
        private Claim claim;
        private int reached;

        private Hold(Download claimed, Claim claim) {
            this.claimed = claimed;
            this.claim = claim;
            this.reached = (int) claimed.retryState().checkpoint().map(done -> done.segments().get(0).length())
                    .orElse(0L)
                    .longValue();
        }

        private Optional<Checkpoint> checkpoint(int length) {
            return claimed.retryState().checkpoint().filter(inherited -> inherited.segments().get(0).length() == length)
                    .or(() -> Optional.of(length).filter(some -> some > 0).map(some -> new Checkpoint(
                            List.of(new Segment(String.valueOf(ModelRules.epoch(claimed)), some)), "row " + some)));
        }
    }

    /** Something that an actor has begun. */
    final class Job {

        private final FreezablePorts ports;
        private final Writer writer;
        private final Function<FreezablePorts, Optional<Download>> program;
        private Runnable done = () -> {};
        private Optional<Download> result = Optional.empty();
        private Optional<Frozen> before = Optional.empty();
        private boolean isDone;

        private Job(Move move, Function<FreezablePorts, Optional<Download>> program) {
            this.ports = new FreezablePorts(store.downloads(), store.queue(), List.of());
            this.writer = new Writer(move, OptionalLong.empty());
            this.program = program;
        }

        private Job(Move move, int worker, Function<FreezablePorts, Optional<Download>> program) {
            this(move, program);
            this.done = () -> result.filter(download -> holds[worker] == null && download.lease().isPresent())
                    .ifPresent(claimed -> holds[worker] = new Hold(claimed, claim(ports, claimed)));
        }

        private Job(Move move, int worker, Hold hold, int reached, Function<Claim, Optional<Download>> deed) {
            this.ports = new FreezablePorts(store.downloads(), store.queue(), hold.heard);
            this.writer = new Writer(move, OptionalLong.of(ModelRules.epoch(hold.claimed)));
            hold.reached = reached;
            List<Function<Claim, Optional<Download>>> deeds = Stream.concat(hold.deeds.stream(), Stream.of(deed))
                    .toList();
            this.program = line -> {
                hold.claim = claim(line, hold.claimed);
                return deeds.stream().map(each -> each.apply(hold.claim)).reduce((first, last) -> last).orElseThrow();
            };
            this.done = () -> {
                hold.deeds.add(deed);
                hold.heard = ports.answers();
                if (!hold.claim.isHeld()) {
                    holds[worker] = null;
                    rules.letGo(hold.claim, move, result);
                }
            };
        }

        private Claim claim(FreezablePorts line, Download claimed) {
            return new Claim(line, line, claimed, LEASE, METERS);
        }

        /** Makes one call to the store and freezes before the next one, or is done. */
        private void call(boolean answered) {
            ports.beginAgain(answered);
            try {
                result = program.apply(ports);
                isDone = true;
            } catch (StoreUnavailableException e) {
                result = Optional.empty();
                isDone = true;
            } catch (Frozen frozen) {
                before = Optional.of(frozen);
            }
        }

        Writer writer() {
            return writer;
        }

        Optional<Frozen> before() {
            return before;
        }
    }

    /** Nobody listens, and every dead letter is written. */
    private static final class Deaf implements DownloadEventPublisher {

        @Override
        public void publish(Download download) {
            // The rules look at the store.
        }

        @Override
        public boolean publishDeadLetter(DeadLetter letter) {
            return true;
        }
    }

    private record Retries() implements WorkerConfig.Retry {

        @Override
        public int maxFailures() {
            return 2;
        }

        @Override
        public int maxLeaseExpirations() {
            return 3;
        }

        @Override
        public Duration isolationWait() {
            return Duration.ZERO;
        }

        @Override
        public Duration initialBackoff() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration maxBackoff() {
            return Duration.ofMinutes(1);
        }
    }
}
