package org.downloadmanager.benchmarks.figures;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.downloadmanager.benchmarks.Contestant;
import org.downloadmanager.benchmarks.Effort;
import org.downloadmanager.benchmarks.Figure;
import org.downloadmanager.benchmarks.Notebook;
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
    private static final int FEW_RUNS = 1;
    /** Long enough for rows to be left when the worker goes. */
    private static final Duration SHORT = Duration.ofSeconds(4);
    /** More than a worker may need to end what it has begun. */
    private static final Duration LONG = Duration.ofSeconds(150);

    static final Figure FIGURE = new Figure("recovery", "Worker gone to progress on another",
            "A file of which a row is due every millisecond; its worker is told nothing (SIGKILL), frozen (SIGSTOP) or told to"
                    + " stop (SIGTERM, and SIGKILL 30 s later) at a random instant; until a socket hears of progress that another"
                    + " worker has made. Nothing else is made meanwhile. Made again, of the rows that a socket had heard of, are"
                    + " those below the row at which the other worker began, as its pace tells; until it writes the first one"
                    + " counts as well.",
            "median 2 s, maximum 3 s; SIGTERM 0.5 s; at most one checkpoint (250 rows) made again.",
            Figure.Rounds.TWO,
            List.of(new Contestant(Contestant.OURS, on(DownloadManager::start, RUNS, SHORT)),
                    new Contestant(Contestant.OURS + ", broker's session 45 s",
                            on(DownloadManager.withSession(Duration.ofSeconds(45)), RUNS, SHORT)),
                    new Contestant("BullMQ", on(BullMq::withDefaults, FEW_RUNS, LONG)),
                    new Contestant("BullMQ, tuned", on(BullMq::tuned, SOME_RUNS, SHORT)),
                    new Contestant("JobRunr", on(JobRunr::withDefaults, FEW_RUNS, LONG)),
                    new Contestant("JobRunr, tuned", on(JobRunr::tuned, FEW_RUNS, LONG))));

    private static final long NANOS_PER_ROW = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int ROWS_BEFORE = 1_000;
    private static final int SPREAD_MILLIS = 500;
    /** Longer than it takes a worker to end, which is forced after half a minute. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

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
            if (effort == Effort.QUICK && runs == FEW_RUNS) {
                // Who needs minutes for one has no quick ones.
                return;
            }
            int each = effort.of(runs, 1);
            for (Signal signal : Signal.values()) {
                try (Workplace workplace = new Workplace();
                        Stack stack = launcher.start(workplace.directory());
                        Crowd crowd = Crowd.gather(stack, each)) {
                    Recovery recovery = new Recovery(stack, crowd, job);
                    for (int run = 1; run <= each; run++) {
                        Listener listener = recovery.measure(signal, notes);
                        if (run < each) {
                            // It would take a slot from the next one.
                            listener.await(Told::isReady, job.plus(PATIENCE));
                        }
                    }
                }
            }
        };
    }

    private Listener measure(Signal signal, Notebook notes) throws InterruptedException {
        Listener listener = Listener.to(crowd, next++,
                Simulated.request(job.toNanos() / NANOS_PER_ROW, job));
        Told before = listener.await(told -> told.done() >= ROWS_BEFORE, PATIENCE).told();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(SPREAD_MILLIS));
        Part worker = stack.workers().stream().filter(part -> part.name().equals(before.worker())).findFirst()
                .orElseThrow();

        long start = System.nanoTime();
        signal.sent.accept(worker);
        Listener.Heard takenOver = listener.await(told -> isElsewhere(told, worker), job.plus(PATIENCE));
        long rowsBefore = listener.soFar().stream().filter(told -> told.worker().equals(worker.name()))
                .mapToLong(Told::done).max().orElseThrow();
        Listener.Heard progress = listener.await(told -> isElsewhere(told, worker)
                && (told.done() > takenOver.told().done() || told.done() > rowsBefore), job.plus(PATIENCE));

        notes.at(signal.name(), "s").value((progress.at() - start) / 1e9);
        notes.at(signal.name(), "rows made again").value(Math.max(0, rowsBefore - begunAt(takenOver, progress)));
        mend(worker);
        return listener;
    }

    /** What is told never falls behind what was told before, so it does not tell where somebody goes on. */
    private static long begunAt(Listener.Heard takenOver, Listener.Heard progress) {
        return progress.told().done() - (progress.at() - takenOver.at()) / NANOS_PER_ROW;
    }

    private static boolean isElsewhere(Told told, Part worker) {
        return !told.worker().isEmpty() && !told.worker().equals(worker.name());
    }

    private static void mend(Part worker) throws InterruptedException {
        if (worker.isFrozen()) {
            worker.thaw();
            return;
        }
        long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        while (worker.isAlive()) {
            if (System.nanoTime() > giveUpAt) {
                throw new IllegalStateException(worker + " does not end.");
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        worker.start();
    }
}
