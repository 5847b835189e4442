package org.downloadmanager.benchmarks.figures;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.downloadmanager.benchmarks.Benchmark;
import org.downloadmanager.benchmarks.Profile;
import org.downloadmanager.benchmarks.Results;
import org.downloadmanager.benchmarks.Subject;
import org.downloadmanager.benchmarks.load.DownloadMessage;
import org.downloadmanager.benchmarks.load.Listener;
import org.downloadmanager.benchmarks.load.VirtualUsers;
import org.downloadmanager.benchmarks.stacks.BullMq;
import org.downloadmanager.benchmarks.stacks.DownloadManager;
import org.downloadmanager.benchmarks.stacks.JobRunr;
import org.downloadmanager.benchmarks.stacks.Stack;
import org.downloadmanager.local.ManagedProcess;

/** How long a file makes no progress after its worker died, and how much work is repeated. */
final class Recovery {

    private static final int RUNS = 25;
    /** For systems that need seconds to recover. */
    private static final int SOME_RUNS = 10;
    /** For systems that need minutes to recover. */
    private static final int FEW_RUNS = 1;
    /** Long enough that rows are left when the worker ends. */
    private static final Duration SHORT = Duration.ofSeconds(4);
    /** Longer than a worker may take to finish its jobs. */
    private static final Duration LONG = Duration.ofSeconds(150);

    static final Benchmark BENCHMARK = new Benchmark("recovery", "Worker gone to progress on another",
            "A file of which a row is due every millisecond; its worker is told nothing (SIGKILL), frozen (SIGSTOP) or told to"
                    + " stop (SIGTERM, and SIGKILL 30 s later) at a random instant; until a socket hears of progress that another"
                    + " worker has made. Nothing else is made meanwhile. Made again, of the rows that a socket had heard of, are"
                    + " those below the row at which the other worker began, as its pace tells; until it writes the first one"
                    + " counts as well.",
            "median 2 s, maximum 3 s; SIGTERM 0.5 s; at most one checkpoint (250 rows) made again.",
            Benchmark.Rounds.TWO,
            List.of(new Subject(Subject.OURS, on(DownloadManager::start, RUNS, SHORT)),
                    new Subject(Subject.OURS + ", broker's session 45 s",
                            on(DownloadManager.withSession(Duration.ofSeconds(45)), RUNS, SHORT)),
                    new Subject("BullMQ", on(BullMq::withDefaults, FEW_RUNS, LONG)),
                    new Subject("BullMQ, tuned", on(BullMq::tuned, SOME_RUNS, SHORT)),
                    new Subject("JobRunr", on(JobRunr::withDefaults, FEW_RUNS, LONG)),
                    new Subject("JobRunr, tuned", on(JobRunr::tuned, FEW_RUNS, LONG))));

    private static final long NANOS_PER_ROW = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int ROWS_BEFORE = 1_000;
    private static final int SPREAD_MILLIS = 500;
    /** Longer than a worker takes to stop, which is forced after half a minute. */
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private enum Signal {
        SIGKILL(ManagedProcess::kill), SIGSTOP(ManagedProcess::freeze), SIGTERM(
                part -> CompletableFuture.runAsync(part::stop));

        private final Consumer<ManagedProcess> sent;

        Signal(Consumer<ManagedProcess> sent) {
            this.sent = sent;
        }
    }

    private final Stack stack;
    private final VirtualUsers users;
    private final Random random = new Random(1);
    private final Duration job;
    private int next;

    private Recovery(Stack stack, VirtualUsers users, Duration job) {
        this.stack = stack;
        this.users = users;
        this.job = job;
    }

    /** @param job the duration of the file: longer than the system needs to recover */
    static Subject.Turn on(Stack.Launcher launcher, int runs, Duration job) {
        return (profile, results) -> {
            if (profile == Profile.QUICK && runs == FEW_RUNS) {
                // A system that needs minutes has no quick run.
                return;
            }
            int each = profile.of(runs, 1);
            for (Signal signal : Signal.values()) {
                try (RunDirectory workplace = new RunDirectory();
                        Stack stack = launcher.start(workplace.directory());
                        VirtualUsers users = VirtualUsers.connect(stack, each)) {
                    Recovery recovery = new Recovery(stack, users, job);
                    for (int run = 1; run <= each; run++) {
                        Listener listener = recovery.measure(signal, results);
                        if (run < each) {
                            // It would take a slot from the next download.
                            listener.await(DownloadMessage::isReady, job.plus(TIMEOUT));
                        }
                    }
                }
            }
        };
    }

    private Listener measure(Signal signal, Results results) throws InterruptedException {
        Listener listener = Listener.to(users, next++,
                Simulated.request(job.toNanos() / NANOS_PER_ROW, job));
        DownloadMessage before = listener.await(message -> message.done() >= ROWS_BEFORE, TIMEOUT).told();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(SPREAD_MILLIS));
        ManagedProcess worker = stack.workers().stream().filter(part -> part.name().equals(before.worker())).findFirst()
                .orElseThrow();

        long start = System.nanoTime();
        signal.sent.accept(worker);
        Listener.Heard takenOver = listener.await(message -> isElsewhere(message, worker), job.plus(TIMEOUT));
        long rowsBefore = listener.soFar().stream().filter(message -> message.worker().equals(worker.name()))
                .mapToLong(DownloadMessage::done).max().orElseThrow();
        Listener.Heard progress = listener.await(message -> isElsewhere(message, worker)
                && (message.done() > takenOver.told().done() || message.done() > rowsBefore), job.plus(TIMEOUT));

        results.at(signal.name(), "s").value((progress.at() - start) / 1e9);
        results.at(signal.name(), "rows made again").value(Math.max(0, rowsBefore - begunAt(takenOver, progress)));
        heal(worker);
        return listener;
    }

    /** Reported progress never steps back, so it does not show where the attempt resumed. */
    private static long begunAt(Listener.Heard takenOver, Listener.Heard progress) {
        return progress.told().done() - (progress.at() - takenOver.at()) / NANOS_PER_ROW;
    }

    private static boolean isElsewhere(DownloadMessage message, ManagedProcess worker) {
        return !message.worker().isEmpty() && !message.worker().equals(worker.name());
    }

    private static void heal(ManagedProcess worker) throws InterruptedException {
        if (worker.isFrozen()) {
            worker.thaw();
            return;
        }
        long giveUpAt = System.nanoTime() + TIMEOUT.toNanos();
        while (worker.isAlive()) {
            if (System.nanoTime() > giveUpAt) {
                throw new IllegalStateException(worker + " does not end.");
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        worker.start();
    }
}
