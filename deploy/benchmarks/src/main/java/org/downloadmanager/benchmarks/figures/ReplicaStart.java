package org.downloadmanager.benchmarks.figures;

import java.util.List;

import org.downloadmanager.benchmarks.Benchmark;
import org.downloadmanager.benchmarks.Profile;
import org.downloadmanager.benchmarks.Results;
import org.downloadmanager.benchmarks.Subject;
import org.downloadmanager.benchmarks.stacks.BullMq;
import org.downloadmanager.benchmarks.stacks.DownloadManager;
import org.downloadmanager.benchmarks.stacks.Stack;
import org.downloadmanager.local.ManagedProcess;

/** The start time of a process, and its memory when it is ready. */
final class ReplicaStart {

    static final Benchmark BENCHMARK = new Benchmark("replica-start", "Start of a replica",
            "From the start of the process until it says that it is ready, of which it is asked every 50 ms. With caches: what"
                    + " a JVM has learnt in a run before (JEP 483 and 514), as in the images.",
            "1.2 s and 200 MiB.", Benchmark.Rounds.TWO,
            List.of(new Subject(Subject.OURS, (profile, results) -> measure(DownloadManager::start, profile, results)),
                    new Subject(Subject.OURS + ", with caches",
                            (profile, results) -> measure(DownloadManager::withCaches, profile, results)),
                    new Subject("BullMQ", (profile, results) -> measure(BullMq::withDefaults, profile, results))));

    private ReplicaStart() {}

    private static void measure(Stack.Launcher launcher, Profile profile, Results results) throws Exception {
        try (RunDirectory workplace = new RunDirectory(); Stack stack = launcher.start(workplace.directory())) {
            for (int run = 0; run < profile.of(5, 1); run++) {
                for (ManagedProcess part : List.of(stack.replicas().get(0), stack.workers().get(0))) {
                    part.stop();
                    long start = System.nanoTime();
                    part.start();
                    results.at(part.role().word(), "s").value((System.nanoTime() - start) / 1e9);
                    results.at(part.role().word(), "MiB resident")
                            .value(Memory.resident(part.pid().orElseThrow()) / 1024.0 / 1024.0);
                }
            }
        }
    }
}
