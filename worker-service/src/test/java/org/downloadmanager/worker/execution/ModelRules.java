package org.downloadmanager.worker.execution;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.downloads.RetryState;
import org.downloadmanager.downloads.WorkQueue.Key;
import org.downloadmanager.downloads.WorkQueue.TrackingStatus;
import org.downloadmanager.worker.execution.ModelStep.Move;

/**
 * The invariants, stated independently of the code that they judge, with everything that an observer may have seen. One
 * life of the store lasts until the store loses everything. Within it, ended and removed downloads never change and
 * never come back, and no more than the allowed number are active. Of an earlier life the store knows nothing: a command
 * or a worker may restore a download that had ended, also beyond the limit; but its version goes on rising.
 */
final class ModelRules {

    /** How a download stands in this life of the store. */
    enum InThisLife {
        UNKNOWN, ACTIVE, ENDED, REMOVED
    }

    /**
     * @param epoch             of the claim under which the actor acts, if there is one
     * @param deadLetterWritten whether the actor wrote a dead letter before this change
     */
    record Writer(Move move, OptionalLong epoch, boolean deadLetterWritten) {

        boolean isDue() {
            return move == Move.DUE || move == Move.DUE_WITHOUT_CONTACT;
        }
    }

    private static final Set<Move> OF_HOLDERS = EnumSet.of(Move.RENEW, Move.CHECKPOINT, Move.COMPLETE, Move.FAIL,
            Move.HAND_OVER, Move.GIVE_UP);

    private final ModelStore store;
    private final Owner owner;
    private final int limit;
    private final WorkerConfig.Retry retry;
    private final Map<DownloadId, Download> before = new HashMap<>();
    private final Map<DownloadId, Long> newest = new HashMap<>();
    private final Map<DownloadId, InThisLife> standings = new HashMap<>();
    private final Set<DownloadId> restored = new HashSet<>();

    ModelRules(ModelStore store, Owner owner, int limit, WorkerConfig.Retry retry) {
        this.store = store;
        this.owner = owner;
        this.limit = limit;
        this.retry = retry;
    }

    InThisLife standing(DownloadId id) {
        return standings.getOrDefault(id, InThisLife.UNKNOWN);
    }

    long newest(DownloadId id) {
        return newest.getOrDefault(id, 0L);
    }

    boolean isRestored(DownloadId id) {
        return restored.contains(id);
    }

    Optional<Download> current(DownloadId id) {
        return Optional.ofNullable(before.get(id));
    }

    void everythingWasLost() {
        before.clear();
        standings.clear();
        restored.clear();
    }

    /** Looks at what a step changed. */
    void observe(List<DownloadId> ids, Writer writer) {
        long active = before.values().stream().filter(download -> !download.isEnded()).count();
        for (DownloadId id : ids) {
            Optional<Download> was = current(id);
            Optional<Download> is = store.downloads().find(owner, id);
            if (!was.equals(is)) {
                judge(id, was, is, writer, active);
                is.ifPresentOrElse(download -> remember(download), () -> forget(id));
            }
        }
    }

    private void remember(Download download) {
        before.put(download.id(), download);
        newest.put(download.id(), download.version());
        standings.put(download.id(), download.isEnded() ? InThisLife.ENDED : InThisLife.ACTIVE);
    }

    private void forget(DownloadId id) {
        before.remove(id);
        standings.put(id, InThisLife.REMOVED);
    }

    private void judge(DownloadId id, Optional<Download> was, Optional<Download> is, Writer writer, long active) {
        if (is.isEmpty()) {
            require(writer.move == Move.DISCARD && was.orElseThrow().isEnded(), "only an ended download is removed",
                    () -> was + " by " + writer);
            return;
        }
        Download next = is.get();
        require(next.version() > newest(id), "the version strictly rises for every observer",
                () -> newest(id) + " was seen before " + next);
        if (was.isEmpty()) {
            appeared(next, writer, active);
        } else {
            require(!was.get().isEnded(), "an ended download never changes", () -> was + " became " + next);
            require(next.progress().done() >= was.get().progress().done(), "progress never goes backwards",
                    () -> was + " became " + next);
            moved(was.get(), next, writer);
        }
    }

    private void appeared(Download next, Writer writer, long active) {
        require(standing(next.id()) == InThisLife.UNKNOWN, "a removed download never comes back",
                () -> next + " by " + writer);
        if (writer.move == Move.SUBMIT) {
            require(active < limit, "no more than the limit are active", () -> "one too many: " + next);
        } else {
            require(writer.move == Move.COMMAND || isHolder(next, writer),
                    "a lost download is restored by its command or its worker", () -> next + " by " + writer);
            restored.add(next.id());
        }
    }

    private void moved(Download was, Download is, Writer writer) {
        Supplier<String> story = () -> was + " became " + is + " by " + writer;
        switch (was.stateName() + " " + is.stateName()) {
            case "PENDING PENDING" -> require(writer.move == Move.DUE && is.retryState().equals(was.retryState())
                    && is.attempt() == was.attempt(), "a drain changes nothing but the version", story);
            case "PENDING PROCESSING" -> {
                claimed(was, is, writer, story);
                require(is.retryState().equals(was.retryState()), "a claim does not change the retry state", story);
            }
            case "PENDING ERROR" -> {
                require(writer.isDue() && isOverdue(was), "only an overdue pending download fails", story);
                hasDeadLetter(writer, story);
            }
            case "PENDING CANCELLED", "PROCESSING CANCELLED" -> require(writer.move == Move.CANCEL,
                    "only its owner cancels a download", story);
            case "PROCESSING PROCESSING" -> {
                if (epoch(was) == epoch(is)) {
                    heldBy(was, writer, story);
                    worked(was, is, 0, 0, story);
                } else {
                    takenOver(writer, story);
                    claimed(was, is, writer, story);
                    worked(was, is, 1, 0, story);
                }
            }
            case "PROCESSING PENDING" -> {
                if (writer.isDue()) {
                    takenOver(writer, story);
                    worked(was, is, 1, 0, story);
                } else {
                    heldBy(was, writer, story);
                    worked(was, is, 0, writer.move == Move.FAIL ? 1 : 0, story);
                }
                require(is.retryState().expiredLeases() < retry.maxLeaseExpirations()
                        && is.retryState().failures() < retry.maxFailures(),
                        "a download that keeps failing ends", story);
            }
            case "PROCESSING READY" -> {
                heldBy(was, writer, story);
                require(is.file().orElseThrow().location().equals(location(epoch(was))),
                        "the published file is that of the claim that completed it", story);
            }
            case "PROCESSING ERROR" -> {
                require(isHolder(was, writer) || writer.isDue() && isOverdue(was)
                        || writer.move == Move.DUE
                                && was.retryState().expiredLeases() + 1 >= retry.maxLeaseExpirations(),
                        "a running download ends as an error by its holder, or is overdue, or killed its workers",
                        story);
                hasDeadLetter(writer, story);
            }
            default -> throw new BrokenRule("only the moves of the diagram exist", story.get());
        }
    }

    private static void claimed(Download was, Download is, Writer writer, Supplier<String> story) {
        require(writer.move == Move.COMMAND || writer.isDue(), "only a dispatcher claims", story);
        require(epoch(is) == is.version() && is.attempt() == was.attempt() + 1,
                "the epoch of a claim is its version", story);
    }

    private static void takenOver(Writer writer, Supplier<String> story) {
        require(writer.move == Move.DUE, "only a worker in contact with the store takes over", story);
    }

    private static void hasDeadLetter(Writer writer, Supplier<String> story) {
        require(writer.deadLetterWritten, "the dead letter is written before the end as an error", story);
    }

    private boolean isOverdue(Download download) {
        return download.deadline().isBefore(store.clock().instant());
    }

    private static void heldBy(Download was, Writer writer, Supplier<String> story) {
        require(isHolder(was, writer), "only the holder of the current epoch changes a running download", story);
    }

    private static boolean isHolder(Download running, Writer writer) {
        return OF_HOLDERS.contains(writer.move) && running.lease().isPresent()
                && writer.epoch.equals(OptionalLong.of(epoch(running)));
    }

    private static void worked(Download was, Download is, int expiredLeases, int failures, Supplier<String> story) {
        boolean isNew = !is.retryState().checkpoint().equals(was.retryState().checkpoint());
        RetryState expected = isNew
                ? new RetryState(is.retryState().checkpoint(), expiredLeases, failures)
                : new RetryState(was.retryState().checkpoint(), was.retryState().expiredLeases() + expiredLeases,
                        was.retryState().failures() + failures);
        require(is.retryState().equals(expected),
                "expired leases and failures are counted, and a new checkpoint resets both",
                story);
    }

    /** A request may be refused, but only for a reason. */
    void refused() {
        long active = before.values().stream().filter(download -> !download.isEnded()).count();
        require(active >= limit, "a request is refused only at the limit", () -> "active: " + active);
    }

    /** A worker runs a download beside others. */
    void started(Download claimed, List<Download> others) {
        require(current(claimed.id()).equals(Optional.of(claimed)), "a worker runs only what the store says it claimed",
                () -> claimed + " against " + current(claimed.id()));
        require(others.isEmpty() || !isSuspicious(claimed) && others.stream().noneMatch(ModelRules::isSuspicious),
                "a download that two workers died of runs alone", () -> claimed + " beside " + others);
    }

    private static boolean isSuspicious(Download download) {
        return download.retryState().expiredLeases() >= 2;
    }

    /** The offset of its command may be committed. */
    void finished(DownloadId id, Optional<Download> command) {
        boolean hasEnded = standing(id) == InThisLife.ENDED || standing(id) == InThisLife.REMOVED;
        boolean isTooLate = standing(id) == InThisLife.UNKNOWN && command.filter(this::isOverdue).isPresent();
        require(hasEnded || isTooLate, "an offset is committed only after its download ended",
                () -> standing(id) + ": " + current(id));
    }

    void published(Download download) {
        require(current(download.id()).equals(Optional.of(download)), "an event tells what the store recorded",
                () -> download + " against " + current(download.id()));
    }

    /** Checks all indexes of the store. */
    void judgeIndexes(List<DownloadId> ids) {
        Set<DownloadId> unended = new HashSet<>();
        before.values().stream().filter(download -> !download.isEnded())
                .forEach(download -> unended.add(download.id()));
        require(store.everDue().equals(unended), "the unended downloads are due, and no others",
                () -> "due " + store.everDue() + ", unended " + unended);
        long allowed = limit + unended.stream().filter(restored::contains).count();
        require(unended.size() <= allowed, "no more than the limit are active", () -> "active: " + unended);
        require(Set.copyOf(store.downloads().list(owner)).equals(Set.copyOf(before.values())),
                "the owner's list is what is found",
                () -> store.downloads().list(owner) + " against " + before.values());
        List<TrackingStatus> said = store.queue().statuses(ids.stream().map(id -> new Key(owner, id)).toList());
        for (int i = 0; i < ids.size(); i++) {
            DownloadId id = ids.get(i);
            TrackingStatus answer = said.get(i);
            require(answer == switch (standing(id)) {
                case UNKNOWN -> TrackingStatus.MISSING;
                case ACTIVE -> TrackingStatus.ACTIVE;
                case ENDED, REMOVED -> TrackingStatus.ENDED;
            }, "the store tells active, ended and lost apart",
                    () -> answer + " for one that is " + standing(id) + ": " + current(id));
        }
    }

    /** An answer must match the store. */
    void answered(Optional<Download> answer) {
        answer.ifPresent(
                download -> require(current(download.id()).equals(answer), "the store answers with what it holds",
                        () -> answer + " against " + current(download.id())));
    }

    /** What a worker believes about a download that it gives up decides whether it deletes files. */
    void letGo(Claim claim, Move move, Optional<Download> settled) {
        DownloadId id = claim.download().id();
        if (claim.isEnded()) {
            require(standing(id) == InThisLife.ENDED || standing(id) == InThisLife.REMOVED,
                    "only the draft of an ended download is discarded", () -> current(id) + " is not ended");
        }
        if (move == Move.COMPLETE && settled.isEmpty()) {
            require(current(id).flatMap(Download::file)
                    .filter(file -> file.location().equals(location(claim.epoch()))).isEmpty(),
                    "the published file is never deleted", () -> "deleted: " + current(id));
        }
    }

    static long epoch(Download running) {
        return running.lease().map(lease -> lease.epoch().orElse(0)).orElse(0L);
    }

    static String location(long epoch) {
        return "files/" + epoch;
    }

    static void require(boolean holds, String rule, Supplier<String> story) {
        if (!holds) {
            throw new BrokenRule(rule, story.get());
        }
    }

    /** A rule that did not hold. */
    static final class BrokenRule extends AssertionError {

        private final String rule;

        BrokenRule(String rule, String story) {
            super("Broken: " + rule + "\n  " + story);
            this.rule = rule;
        }

        String rule() {
            return rule;
        }
    }
}
