package org.downloadmanager.benchmarks.figures;

import java.time.Duration;
import java.util.List;

import org.downloadmanager.benchmarks.Benchmark;
import org.downloadmanager.benchmarks.Profile;
import org.downloadmanager.benchmarks.Series;
import org.downloadmanager.benchmarks.Subject;
import org.downloadmanager.benchmarks.load.ClosedLoop;
import org.downloadmanager.benchmarks.load.VirtualUsers;
import org.downloadmanager.benchmarks.stacks.BullMq;
import org.downloadmanager.benchmarks.stacks.DownloadManager;
import org.downloadmanager.benchmarks.stacks.JobRunr;
import org.downloadmanager.benchmarks.stacks.Stack;

/** Files per second from request to content, for files that take no time to generate. */
final class Throughput {

    static final Benchmark BENCHMARK = new Benchmark("throughput", "Downloads per second",
            "People each of whom asks for a file of one kilobyte, hears over a socket that it is ready, fetches it and asks"
                    + " again; 2 replicas without a balancer, 2 workers of 4"
                    + " slots (JobRunr has more), the servers and the load share the machine; two minutes to warm up, two"
                    + " windows of 15 s. Durability as above.",
            "at least 0.8 × BullMQ, 10 × JobRunr.", Benchmark.Rounds.TWO,
            List.of(new Subject(Subject.OURS, on(DownloadManager::start)),
                    new Subject("BullMQ", on(BullMq::withDefaults)),
                    new Subject("BullMQ, tuned", on(BullMq::tuned)),
                    new Subject("JobRunr", on(JobRunr::withDefaults)),
                    new Subject("JobRunr, tuned", on(JobRunr::tuned))));

    private static final int USERS = 200;
    private static final int WINDOWS = 2;

    private Throughput() {}

    static Subject.Turn on(Stack.Launcher launcher) {
        return (profile, results) -> {
            try (RunDirectory workplace = new RunDirectory(); Stack stack = launcher.start(workplace.directory())) {
                measure(stack, profile, results.at(USERS + " people", "downloads/s"));
            }
        };
    }

    private static void measure(Stack stack, Profile profile, Series series) throws InterruptedException {
        try (VirtualUsers users = VirtualUsers.connect(stack, USERS)) {
            new ClosedLoop(users, stack, RequestToReady.TINY).measure(Duration.ofSeconds(profile.of(120, 2)),
                    profile.of(WINDOWS, 1), Duration.ofSeconds(profile.of(15, 3)), series);
        }
    }
}
