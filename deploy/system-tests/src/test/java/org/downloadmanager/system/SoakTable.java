package org.downloadmanager.system;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.downloadmanager.system.history.Entry.Accepted;
import org.downloadmanager.system.history.Entry.Answered;
import org.downloadmanager.system.history.Entry.Broken;
import org.downloadmanager.system.history.Entry.Fetched;
import org.downloadmanager.system.history.Entry.Repeated;
import org.downloadmanager.system.history.Entry.Seen;
import org.downloadmanager.system.history.Fault;
import org.downloadmanager.system.history.History;
import org.downloadmanager.system.history.Violation;

/** The results of a soak. */
final class SoakTable {

    private static final Set<Fault> OF_WHAT_ALL_NEED = Set.of(Fault.KAFKA_KILLED, Fault.REDIS_KILLED,
            Fault.REDIS_EMPTIED);
    private static final Duration AFTERMATH = Duration.ofSeconds(10);

    private final History history;
    private final List<Violation> violations;
    private final StringBuilder table = new StringBuilder();

    SoakTable(History history, List<Violation> violations) {
        this.history = history;
        this.violations = violations;
    }

    String render(long seed, Duration length) {
        Set<String> accepted = history.all(Accepted.class).map(each -> each.said().id()).collect(Collectors.toSet());
        row("what", "count");
        row("---", "---:");
        row("seed", Long.toString(seed));
        row("length", "%d min %d s".formatted(length.toMinutes(), length.toSecondsPart()));
        row("requests", count(history.all(Answered.class).filter(answer -> answer.question().startsWith("POST"))
                .count()));
        row("accepted", count(accepted.size()));
        ends().forEach((state, number) -> row("ended " + state, count(number)));
        history.all(Answered.class)
                .collect(Collectors.groupingBy(Answered::status, TreeMap::new, Collectors.counting()))
                .forEach((status, number) -> row(status == 0 ? "no answer" : "answers " + status, count(number)));
        history.all(Broken.class).collect(Collectors.groupingBy(Broken::fault, TreeMap::new, Collectors.counting()))
                .forEach((fault, number) -> row(words(fault), count(number)));
        long repeated = history.all(Repeated.class).mapToLong(Repeated::bytes).sum();
        long made = history.all(Fetched.class).mapToLong(Fetched::bytes).sum();
        row("work repeated after a SIGKILL", "%.2f %%".formatted(100.0 * repeated / Math.max(1, made)));
        times("SIGKILL of a worker to the takeover", Fault.WORKER_KILLED, false, this::isTakenOver);
        times("SIGKILL of a worker to progress elsewhere", Fault.WORKER_KILLED, false, this::isFurther);
        times("SIGTERM of a worker to progress elsewhere", Fault.WORKER_STOPPED, false, this::isFurther);
        times("SIGKILL of a worker to progress elsewhere, Kafka or Redis away as well", Fault.WORKER_KILLED, true,
                this::isFurther);
        row("violations", Integer.toString(violations.size()));
        return table.toString();
    }

    private Map<String, Long> ends() {
        return history.all(Seen.class).filter(seen -> isEnd(seen.state()))
                .collect(Collectors.toMap(Seen::id, Seen::state, (one, same) -> one)).values().stream()
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }

    private static boolean isEnd(String state) {
        return Set.of("READY", "ERROR", "CANCELLED").contains(state);
    }

    private interface Recovery {

        boolean isOver(Seen before, Seen now);
    }

    private boolean isTakenOver(Seen before, Seen now) {
        return now.attempt() > before.attempt();
    }

    private boolean isFurther(Seen before, Seen now) {
        return now.attempt() > before.attempt() && (now.done() > before.done() || isEnd(now.state()));
    }

    /** The times of every download that ran on a broken worker, as its owner saw them. */
    private void times(String what, Fault fault, boolean inTrouble, Recovery recovery) {
        Map<String, List<Seen>> byId = history.all(Seen.class).sorted(Comparator.comparing(Seen::at))
                .collect(Collectors.groupingBy(Seen::id));
        List<Duration> times = new ArrayList<>();
        history.all(Broken.class).filter(broken -> broken.fault() == fault).forEach(broken -> {
            for (List<Seen> seen : byId.values()) {
                lastBefore(seen, broken.at()).filter(before -> before.state().equals("PROCESSING"))
                        .filter(before -> broken.part().equals(before.worker()))
                        .flatMap(before -> seen.stream()
                                .filter(now -> now.at().isAfter(broken.at()) && recovery.isOver(before, now))
                                .findFirst())
                        .filter(now -> isInTrouble(broken.at(), now.at()) == inTrouble)
                        .ifPresent(now -> times.add(Duration.between(broken.at(), now.at())));
            }
        });
        times.sort(Comparator.naturalOrder());
        row(what, times.isEmpty()
                ? "none"
                : "%d: p50 %s, p95 %s, max %s".formatted(times.size(), seconds(times, 0.5), seconds(times, 0.95),
                        seconds(times, 1)));
    }

    private static Optional<Seen> lastBefore(List<Seen> seen, Instant at) {
        return seen.stream().filter(each -> each.at().isBefore(at)).max(Comparator.comparing(Seen::version));
    }

    private boolean isInTrouble(Instant from, Instant to) {
        return history.all(Broken.class).anyMatch(other -> OF_WHAT_ALL_NEED.contains(other.fault())
                && other.at().isBefore(to) && other.until().plus(AFTERMATH).isAfter(from));
    }

    private static String seconds(List<Duration> sorted, double share) {
        int index = (int) Math.ceil(share * sorted.size()) - 1;
        return "%.1f s".formatted(sorted.get(Math.max(0, index)).toMillis() / 1e3);
    }

    private static String words(Fault fault) {
        return fault.name().charAt(0) + fault.name().substring(1).toLowerCase().replace('_', ' ');
    }

    private static String count(long number) {
        return String.format("%,d", number);
    }

    private void row(String what, String value) {
        table.append("| ").append(what).append(" | ").append(value).append(" |\n");
    }
}
