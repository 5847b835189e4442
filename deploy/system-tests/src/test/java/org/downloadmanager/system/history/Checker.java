package org.downloadmanager.system.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.downloadmanager.system.history.Entry.Accepted;
import org.downloadmanager.system.history.Entry.Answered;
import org.downloadmanager.system.history.Entry.Broken;
import org.downloadmanager.system.history.Entry.Fetched;
import org.downloadmanager.system.history.Entry.LeftOver;
import org.downloadmanager.system.history.Entry.Removed;
import org.downloadmanager.system.history.Entry.Seen;
import org.downloadmanager.system.history.Violation.Promise;

/**
 * Checks a history. It relies only on external observations: versions are times of the one clock of Redis, so they give an
 * order. A Redis that lost its disk may make the system forget ended downloads and restart active ones; no other fault may.
 */
public final class Checker {

    /** After an outage ends, clients may still notice it for this time. */
    private static final Duration AFTERMATH = Duration.ofSeconds(20);
    private static final Set<Integer> GOOD = Set.of(200, 202, 204, 409, 429);
    private static final Set<Integer> ONLY_WHILE_BROKEN = Set.of(0, 502, 503, 504);

    private final List<Accepted> accepted;
    private final Map<String, List<Seen>> seen;
    private final List<Broken> broken;
    private final List<Instant> emptied;
    private final Set<String> removed;
    private final History history;

    private Checker(History history) {
        this.history = history;
        this.accepted = history.all(Accepted.class).toList();
        this.seen = Stream.concat(accepted.stream().map(Accepted::said), history.all(Seen.class))
                .collect(Collectors.groupingBy(Seen::id));
        this.broken = history.all(Broken.class).toList();
        this.removed = history.all(Removed.class).map(Removed::id).collect(Collectors.toSet());
        this.emptied = broken.stream().filter(each -> each.fault() == Fault.REDIS_EMPTIED).map(Broken::at).toList();
    }

    /** The violations that the history proves; empty when every promise was kept. */
    public static List<Violation> check(History history) {
        Checker checker = new Checker(history);
        return Stream.of(checker.endsOnce(), checker.neverBackwards(), checker.oneAtATime(), checker.rightFile(),
                checker.answered(), checker.nothingLeft()).flatMap(Function.identity()).toList();
    }

    private Stream<Violation> endsOnce() {
        return firstAcceptances().flatMap(promised -> {
            List<Seen> all = seen.get(promised.said().id());
            List<Seen> ends = new ArrayList<>(all.stream().filter(each -> each.isEnded() && !each.removed())
                    .collect(Collectors.toMap(Seen::version, Function.identity(), (one, same) -> one)).values());
            ends.sort(Comparator.comparing(Seen::version));
            if (ends.isEmpty()) {
                return removed.contains(promised.said().id())
                        ? Stream.empty()
                        : violation(Promise.ENDS_ONCE, "%s has not ended", promised);
            }
            Seen end = ends.get(0);
            List<String> evidence = new ArrayList<>();
            if (ends.stream().anyMatch(other -> other != end && !mayBeForgotten(end, other))) {
                evidence.add("ended more than once: " + ends);
            }
            all.stream().filter(later -> !later.isEnded() && !later.removed() && later.version() > end.version())
                    .filter(later -> !mayBeForgotten(end, later))
                    .forEach(later -> evidence.add("left its end: " + later + " after " + end));
            if (!promised.expected().states().contains(end.state())) {
                evidence.add("should have ended as one of " + promised.expected().states() + ": " + end);
            }
            return evidence.stream().map(each -> new Violation(Promise.ENDS_ONCE, each));
        });
    }

    private Stream<Violation> neverBackwards() {
        List<Violation> violations = new ArrayList<>();
        Map<String, Seen> newest = new HashMap<>();
        history.all(Seen.class).forEach(now -> {
            Seen before = newest.put(now.observer() + " of " + now.id(), now);
            if (before != null && isBackwards(before, now)) {
                violations.add(new Violation(Promise.NEVER_BACKWARDS, now + " after " + before));
            }
        });
        return violations.stream();
    }

    private boolean isBackwards(Seen before, Seen now) {
        if (now.version() < before.version()) {
            return true;
        }
        if (now.removed() || isForgottenBetween(before.at(), now.at())) {
            return false;
        }
        if (before.removed() || now.version() == before.version() && !now.state().equals(before.state())) {
            return true;
        }
        return now.attempt() < before.attempt() || now.done() < before.done();
    }

    private Stream<Violation> oneAtATime() {
        return firstAcceptances().collect(Collectors.groupingBy(Accepted::owner)).values().stream().flatMap(ofOne -> {
            List<Accepted> inOrder = ofOne.stream().sorted(Comparator.comparing(each -> each.said().version()))
                    .toList();
            List<Violation> violations = new ArrayList<>();
            for (int i = 1; i < inOrder.size(); i++) {
                Accepted earlier = inOrder.get(i - 1);
                Accepted later = inOrder.get(i);
                boolean overlap = end(earlier).map(end -> end.version() >= later.said().version())
                        .orElse(!removed.contains(earlier.said().id()));
                if (overlap && !isForgottenBetween(earlier.at(), later.at())) {
                    violations.add(new Violation(Promise.ONE_AT_A_TIME, later + " before the end of " + earlier));
                }
            }
            return violations.stream();
        });
    }

    private Stream<Violation> rightFile() {
        Map<String, List<Fetched>> fetched = history.all(Fetched.class).collect(Collectors.groupingBy(Fetched::id));
        return firstAcceptances().flatMap(promised -> {
            Optional<Seen> ready = end(promised).filter(end -> end.state().equals("READY"));
            if (ready.isEmpty()) {
                return Stream.empty();
            }
            String id = promised.said().id();
            String right = promised.expected().sha256();
            Set<String> digests = new LinkedHashSet<>();
            digests.add(ready.get().sha256());
            fetched.getOrDefault(id, List.of()).forEach(file -> digests.add(file.sha256()));
            if (!digests.equals(Set.of(right))) {
                return violation(Promise.RIGHT_FILE, "%s should be %s, but was announced and fetched as %s", id, right,
                        digests);
            }
            if (!fetched.containsKey(id) && !removed.contains(id) && !isForgottenAfter(ready.get().at())) {
                return violation(Promise.RIGHT_FILE, "%s is ready, but nobody could fetch it", id);
            }
            return Stream.empty();
        });
    }

    private Stream<Violation> answered() {
        return history.all(Answered.class).filter(answer -> !isGood(answer))
                .map(answer -> new Violation(Promise.ANSWERED, answer.toString()));
    }

    private boolean isGood(Answered answer) {
        int status = answer.status();
        if (status == 404) {
            return isForgottenBetween(Instant.MIN, answer.until());
        }
        return GOOD.contains(status) || ONLY_WHILE_BROKEN.contains(status) && isInTrouble(answer);
    }

    private boolean isInTrouble(Answered answer) {
        return broken.stream().anyMatch(fault -> fault.at().isBefore(answer.until())
                && fault.until().plus(AFTERMATH).isAfter(answer.at()));
    }

    private Stream<Violation> nothingLeft() {
        return history.all(LeftOver.class).flatMap(left -> left.what().stream())
                .map(what -> new Violation(Promise.NOTHING_LEFT, what));
    }

    /** A repeated request returns the same download: the first acceptance counts. */
    private Stream<Accepted> firstAcceptances() {
        return accepted.stream()
                .collect(Collectors.toMap(each -> each.said().id(), Function.identity(), (first, again) -> first))
                .values().stream();
    }

    private Optional<Seen> end(Accepted promised) {
        return seen.get(promised.said().id()).stream().filter(each -> each.isEnded() && !each.removed())
                .min(Comparator.comparing(Seen::version));
    }

    private boolean mayBeForgotten(Seen end, Seen later) {
        return isForgottenBetween(end.at(), later.at());
    }

    private boolean isForgottenBetween(Instant from, Instant to) {
        return emptied.stream().anyMatch(at -> from.isBefore(at.plus(AFTERMATH)) && at.isBefore(to));
    }

    private boolean isForgottenAfter(Instant from) {
        return isForgottenBetween(from, Instant.MAX);
    }

    private static Stream<Violation> violation(Promise promise, String evidence, Object... details) {
        return Stream.of(new Violation(promise, evidence.formatted(details)));
    }
}
