package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.system.history.Checker;
import org.downloadmanager.system.history.Entry.LeftOver;
import org.downloadmanager.system.history.History;
import org.downloadmanager.system.history.Violation;
import org.junit.jupiter.api.Test;

/**
 * Clients request files while faults are injected at random, for {@code -Dsoak.minutes}; {@code -Dsoak.seed} determines the
 * requests and the faults, so that a run can be repeated. The results are in {@code target/soak.md}.
 */
class Soak {

    private static final double MINUTES = Double.parseDouble(System.getProperty("soak.minutes", "0.5"));
    private static final long SEED = Long.getLong("soak.seed", 1);
    private static final int USERS = 20;
    private static final int MONKEYS = 2;
    private static final Duration UNTIL_ALL_HAVE_ENDED = Duration.ofMinutes(6);
    private static final Duration UNTIL_NOTHING_IS_LEFT = Duration.ofMinutes(1);
    /** An outage of a minute would fill a short run. */
    private static final List<Integer> OUTAGES = MINUTES < 10
            ? List.of(1, 3)
            : List.of(1, 1, 1, 1, 3, 3, 10, 10, 10, 60);

    private static final Path DATA = Path.of("target", "cluster-under-soak");

    @Test
    void randomFaultsLoseAndDoubleNothing() throws Exception {
        SharedCluster.delete(DATA);
        History history = new History();
        Instant start = Instant.now();
        try (Cluster cluster = Cluster.builder().data(DATA).workers(3).links()
                .setting("downloads.catalog.simulated", "true").build().start()) {
            List<SoakOrder> menu;
            try (Client undisturbed = Client.newcomer(cluster.url())) {
                menu = SoakOrder.menu(undisturbed);
            }
            start = Instant.now();
            Instant until = start.plusSeconds((long) (MINUTES * 60));
            SoakFaults faults = new SoakFaults(cluster, history, OUTAGES, until);
            Thread platform = start("platform", faults::restartKilled);
            List<Thread> clients = new ArrayList<>();
            for (int number = 1; number <= USERS; number++) {
                Client client = Client.newcomer(cluster.url());
                Path directory = Files.createDirectories(DATA.resolve("fetched-by-" + number));
                clients.add(start("user-" + number, new SoakUser("user-" + number, client, menu,
                        new Random(SEED * 1_000 + number), until, history, directory)));
            }
            List<Thread> monkeys = new ArrayList<>();
            for (int number = 1; number <= MONKEYS; number++) {
                Random random = new Random(SEED * 1_000_000 + number);
                monkeys.add(start("monkey-" + number, () -> faults.breakThings(random)));
            }
            join(monkeys, until.plusSeconds(180));
            join(clients, Instant.now().plus(UNTIL_ALL_HAVE_ENDED));
            history.add(new LeftOver(Instant.now(), leftOvers(cluster)));
            platform.interrupt();
            platform.join();
        }

        List<Violation> violations = Checker.check(history);
        String table = new SoakTable(history, violations).render(SEED, Duration.between(start, Instant.now()));
        System.out.println(table);
        Files.writeString(Path.of("target", "soak.md"), table);
        assertThat(violations).isEmpty();
    }

    private static Thread start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void join(List<Thread> threads, Instant latest) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(Math.max(1, Duration.between(Instant.now(), latest).toMillis()));
            assertThat(thread.isAlive()).as("whether %s still goes on", thread.getName()).isFalse();
        }
    }

    /** What is left after everything has settled. */
    private static List<String> leftOvers(Cluster cluster) throws Exception {
        try (RedisInspector redis = new RedisInspector(cluster.redis().uri());
                CommittedCommands commands = new CommittedCommands(cluster.kafka())) {
            List<String> left = new ArrayList<>();
            untilZero(redis::numberOfActive).ifPositive("active downloads in the index", left);
            untilZero(() -> (int) commands.uncommitted()).ifPositive("commands that are not committed", left);
            redis.keysWithoutTimeToLive().forEach(key -> left.add("key without an end: " + key));
            new StoreDirectory(cluster).withoutExpiry().forEach(path -> left.add("file without an end: " + path));
            return left;
        }
    }

    private static Remaining untilZero(Callable<Integer> count) throws Exception {
        Instant giveUpAt = Instant.now().plus(UNTIL_NOTHING_IS_LEFT);
        int remaining = count.call();
        while (remaining > 0 && Instant.now().isBefore(giveUpAt)) {
            TimeUnit.MILLISECONDS.sleep(200);
            remaining = count.call();
        }
        return new Remaining(remaining);
    }

    private record Remaining(int count) {

        void ifPositive(String what, List<String> left) {
            if (count > 0) {
                left.add(count + " " + what);
            }
        }
    }
}
