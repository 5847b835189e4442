package org.downloadmanager.benchmarks.figures;

import java.time.Duration;
import java.util.List;

import org.downloadmanager.benchmarks.Benchmark;
import org.downloadmanager.benchmarks.Profile;
import org.downloadmanager.benchmarks.Results;
import org.downloadmanager.benchmarks.Subject;
import org.downloadmanager.benchmarks.load.OpenLoop;
import org.downloadmanager.benchmarks.load.VirtualUsers;
import org.downloadmanager.benchmarks.stacks.BullMq;
import org.downloadmanager.benchmarks.stacks.DownloadManager;
import org.downloadmanager.benchmarks.stacks.JobRunr;
import org.downloadmanager.benchmarks.stacks.Stack;

/** The time from the request to the URL of a file that takes no time to generate. */
final class RequestToReady {

    static final String TINY = "{\"export\": \"tiny\", \"format\": \"csv\"}";

    private static final List<Integer> RATES = List.of(1, 50, 200, 400);
    /** The numbers of clients for systems with long waits. */
    private static final List<Integer> FEW = List.of(1, 50);

    static final Benchmark BENCHMARK = new Benchmark("request-to-ready", "Request to ready, seen by a socket",
            "A file of one kilobyte, asked for at fixed instants; 2 replicas without a balancer, 2 workers, Redis with its"
                    + " append-only file forced to disk every second; 60 s to warm up at 100 a second (JobRunr 50), then 20 s"
                    + " at each rate, one after the other, 40 s at the lowest. JobRunr is asked at the lower rates only, on a"
                    + " PostgreSQL that forces each commit to disk; tuned, within a second."
                    + " The peers leave it to the system when a file reaches the disk, and know no limits of any owner.",
            "p50 at most 1.3 × that of BullMQ, p99 at most its p99.", Benchmark.Rounds.TWO,
            List.of(new Subject(Subject.OURS, on(DownloadManager::start)),
                    new Subject("BullMQ", on(BullMq::withDefaults)),
                    new Subject("BullMQ, tuned", on(BullMq::tuned)),
                    new Subject("JobRunr", on(JobRunr::withDefaults, FEW)),
                    new Subject("JobRunr, tuned", on(JobRunr::tuned, FEW))));

    private static final int USERS = 1_000;

    private RequestToReady() {}

    static Subject.Turn on(Stack.Launcher launcher) {
        return on(launcher, RATES);
    }

    private static Subject.Turn on(Stack.Launcher launcher, List<Integer> rates) {
        return (profile, results) -> {
            try (RunDirectory workplace = new RunDirectory(); Stack stack = launcher.start(workplace.directory())) {
                measure(stack, rates, profile, results);
            }
        };
    }

    private static void measure(Stack stack, List<Integer> rates, Profile profile, Results results) {
        try (VirtualUsers users = VirtualUsers.connect(stack, profile.of(USERS, 100))) {
            OpenLoop load = new OpenLoop(users, stack, TINY);
            load.run(profile.of(Math.min(100, rates.get(rates.size() - 1)), 20), Duration.ofSeconds(profile.of(60, 2)));
            for (int rate : profile.of(rates, List.of(1, 20))) {
                if (!load.measure(rate, Duration.ofSeconds(profile.of(rate == 1 ? 40 : 20, 2)),
                        results.at(rate + " requests/s", "ms"))) {
                    break;
                }
            }
        }
    }
}
