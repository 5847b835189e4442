package org.downloadmanager.benchmarks.figures;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.downloadmanager.benchmarks.Contestant;
import org.downloadmanager.benchmarks.Entry;
import org.downloadmanager.benchmarks.Figure;
import org.downloadmanager.benchmarks.load.Crowd;
import org.downloadmanager.benchmarks.load.Listener;
import org.downloadmanager.benchmarks.load.Told;
import org.downloadmanager.benchmarks.stacks.BullMq;
import org.downloadmanager.benchmarks.stacks.DownloadManager;
import org.downloadmanager.benchmarks.stacks.JobRunr;
import org.downloadmanager.benchmarks.stacks.Stack;
import org.downloadmanager.local.Part;

/** How long a file stands still whose worker has died, and how much of it is made again. */
final class Recovery {

    private static final int RUNS = 25;
    /** Of those who need seconds for each. */
    private static final int SOME_RUNS = 10;
    /** Of those who need minutes for each. */
    private static final int FEW_RUNS = 2;

    static final Figure FIGURE = new Figure("recovery", "Worker gone to progress on another",
            "A file of which a row is due every millisecond; its worker is told nothing (SIGKILL), frozen (SIGSTOP) or told to"
                    + " stop (SIGTERM) at a random instant; until a socket hears of progress that another worker has made.",
            "median 2 s, maximum 3 s; SIGTERM 0.5 s; at most one checkpoint (250 rows and what a socket has not heard yet)"
                    + " repeated.",
            Figure.Rounds.TWO,
            List.of(new Contestant(Contestant.OURS, on(DownloadManager::start, RUNS, Duration.ofSeconds(20))),
                    new Contestant(Contestant.OURS + ", broker's session 45 s",
                            on(DownloadManager.withSession(Duration.ofSeconds(45)), RUNS, Duration.ofSeconds(20))),
                    new Contestant("BullMQ", on(BullMq::withDefaults, FEW_RUNS, Duration.ofSeconds(150))),
                    new Contestant("BullMQ, tuned", on(BullMq::tuned, SOME_RUNS, Duration.ofSeconds(20))),
                    new Contestant("JobRunr", on(JobRunr::withDefaults, FEW_RUNS, Duration.ofSeconds(150))),
                    new Contestant("JobRunr, tuned", on(JobRunr::tuned, FEW_RUNS, Duration.ofSeconds(60)))));

    private static final int ROWS_BEFORE = 1_000;
    private static final int SPREAD_MILLIS = 500;
    /** Longer than it takes a worker to end, which is forced after half a minute. */
    private static final Duration END = Duration.ofMinutes(1);

    private enum Signal {
        SIGKILL(Part::kill), SIGSTOP(Part::freeze), SIGTERM(part -> CompletableFuture.runAsync(part::stop));

        private final Consumer<Part> sent;

        Signal(Consumer<Part> sent) {
            this.sent = sent;
        }
    }

    private final Stack stack;
    private final Crowd crowd;
    private final Random random = new Random(1);
    private final Duration job;
    private int next;

    private Recovery(Stack stack, Crowd crowd, Duration job) {
        this.stack = stack;
        this.crowd = crowd;
        this.job = job;
    }

    /** @param job how long the file takes: longer than the system needs to go on */
    static Contestant.Turn on(Stack.Launcher launcher, int runs, Duration job) {
        return (effort, notes) -> {
            // Who needs minutes for one has no quick ones.
            int each = effort.of(runs, runs == FEW_RUNS ? 0 : 1);
            try (Workplace workplace = new Workplace();
                    Stack stack = launcher.start(workplace.directory());
                    Crowd crowd = Crowd.gather(stack, each * Signal.values().length)) {
                Recovery recovery = new Recovery(stack, crowd, job);
                for (Signal signal : Signal.values()) {
                    for (int run = 0; run < each; run++) {
                        recovery.measure(signal, notes.at(signal.name(), "s"));
                    }
                }
            }
        };
    }

    /** By somebody new each time, as nobody waits for the files that were asked for before. */
    private void measure(Signal signal, Entry entry) throws InterruptedException {
        Listener listener = Listener.to(crowd, next++,
                ("{\"export\": \"simulated\", \"format\": \"csv\", \"parameters\":"
                        + " {\"rows\": %1$d, \"duration\": %1$d}}").formatted(job.toMillis()));
        Told before = listener.await(told -> told.done() >= ROWS_BEFORE, job).told();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(SPREAD_MILLIS));
        Part worker = stack.workers().stream().filter(part -> part.name().equals(before.worker())).findFirst()
                .orElseThrow();

        long start = System.nanoTime();
        signal.sent.accept(worker);
        Told takenOver = listener.await(told -> isElsewhere(told, worker), job).told();
        long rowsBefore = listener.soFar().stream().filter(told -> told.worker().equals(worker.name()))
                .mapToLong(Told::done).max().orElseThrow();
        Listener.Heard progress = listener.await(told -> isElsewhere(told, worker)
                && (told.done() > takenOver.done() || told.done() > rowsBefore), job);

        entry.value((progress.at() - start) / 1e9);
        entry.fact("rows made again", Math.max(0, rowsBefore - takenOver.done()));
        mend(worker);
    }

    private static boolean isElsewhere(Told told, Part worker) {
        return !told.worker().isEmpty() && !told.worker().equals(worker.name());
    }

    private static void mend(Part worker) throws InterruptedException {
        if (worker.isFrozen()) {
            worker.thaw();
            return;
        }
        long giveUpAt = System.nanoTime() + END.toNanos();
        while (worker.isAlive()) {
            if (System.nanoTime() > giveUpAt) {
                throw new IllegalStateException(worker + " does not end.");
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        worker.start();
    }
}
