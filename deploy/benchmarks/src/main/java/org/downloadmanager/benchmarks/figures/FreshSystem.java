package org.downloadmanager.benchmarks.figures;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.downloadmanager.benchmarks.Benchmark;
import org.downloadmanager.benchmarks.Profile;
import org.downloadmanager.benchmarks.Results;
import org.downloadmanager.benchmarks.Subject;
import org.downloadmanager.benchmarks.load.ClosedLoop;
import org.downloadmanager.benchmarks.load.VirtualUsers;
import org.downloadmanager.benchmarks.stacks.BullMq;
import org.downloadmanager.benchmarks.stacks.DownloadManager;
import org.downloadmanager.benchmarks.stacks.JobRunr;
import org.downloadmanager.benchmarks.stacks.Stack;

/** What the first clients get from processes that have just started, and what a download costs two minutes later. */
final class FreshSystem {

    static final Benchmark BENCHMARK = new Benchmark("fresh", "Fresh processes",
            "200 clients as above, all at once, as soon as every process says that it is ready; the first 15 s and the"
                    + " third minute. With caches: what a JVM has learnt in a run before, as in the images.",
            "no refused request.", Benchmark.Rounds.ONE,
            List.of(new Subject(Subject.OURS, on(DownloadManager::start)),
                    new Subject(Subject.OURS + ", with caches", on(DownloadManager::withCaches)),
                    new Subject("BullMQ", on(BullMq::withDefaults)),
                    new Subject("JobRunr", on(JobRunr::withDefaults))));

    private static final int USERS = 200;

    private FreshSystem() {}

    private static Subject.Turn on(Stack.Launcher launcher) {
        return (profile, results) -> {
            try (RunDirectory workplace = new RunDirectory();
                    Stack stack = launcher.start(workplace.directory());
                    VirtualUsers users = VirtualUsers.connect(stack, USERS)) {
                measure(new ClosedLoop(users, stack, RequestToReady.TINY), profile, results);
            }
        };
    }

    private static void measure(ClosedLoop load, Profile profile, Results results) throws InterruptedException {
        load.start();
        load.record(1, Duration.ofSeconds(15), results.at("first 15 s", "downloads/s"));
        results.at("first 15 s", "refused or failed").value(load.failures());
        TimeUnit.SECONDS.sleep(profile.of(105, 0));
        load.record(profile.of(4, 1), Duration.ofSeconds(profile.of(15, 3)), results.at("third minute", "downloads/s"));
        load.stop();
        results.at("whole run", "refused or failed").value(load.failures());
    }
}
