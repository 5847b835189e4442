package org.downloadmanager.benchmarks.figures;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.downloadmanager.benchmarks.Benchmark;
import org.downloadmanager.benchmarks.Profile;
import org.downloadmanager.benchmarks.Results;
import org.downloadmanager.benchmarks.Subject;
import org.downloadmanager.benchmarks.load.VirtualUsers;
import org.downloadmanager.benchmarks.stacks.BullMq;
import org.downloadmanager.benchmarks.stacks.DownloadManager;
import org.downloadmanager.benchmarks.stacks.Stack;
import org.downloadmanager.local.ManagedProcess;

/** The memory of a replica per open socket with a pending download. */
final class OpenSockets {

    static final Benchmark BENCHMARK = new Benchmark("open-sockets", "Memory of an open socket",
            "10,000 people on one replica, each with a socket and a download that waits. Resident memory includes garbage;"
                    + " the heap is what is left after a collection.",
            "at most 16 KiB of heap each.", Benchmark.Rounds.TWO,
            List.of(new Subject(Subject.OURS, (profile, results) -> measure(OpenSockets::ours, profile, results)),
                    new Subject("BullMQ", (profile, results) -> measure(BullMq::withDefaults, profile, results))));

    /** Longer than the benchmark takes. */
    private static final String REQUEST = Simulated.request(1_000, Duration.ofHours(1));

    private OpenSockets() {}

    private static Stack ours(Path directory) {
        return DownloadManager.start(DownloadManager.builder(directory)
                .workerSetting("downloads.worker.stall-timeout", "1h"));
    }

    private static void measure(Stack.Launcher launcher, Profile profile, Results results) throws Exception {
        int people = profile.of(10_000, 200);
        try (RunDirectory workplace = new RunDirectory(); Stack stack = launcher.start(workplace.directory())) {
            ManagedProcess replica = stack.replicas().get(0);
            // The first sockets warm the replica up. They stay open, because closed ones would release memory.
            try (VirtualUsers first = VirtualUsers.connect(replica, profile.of(500, 50))) {
                first.askAll(REQUEST);
                Memory before = Memory.of(replica);
                measure(replica, people, before, results);
            }
        }
    }

    private static void measure(ManagedProcess replica, int people, Memory before, Results results) throws IOException {
        try (VirtualUsers users = VirtualUsers.connect(replica, people)) {
            users.askAll(REQUEST);
            Memory after = Memory.of(replica);
            String load = "%,d sockets".formatted(people);
            after.heap().ifPresent(heap -> results.at(load, "KiB of heap each")
                    .value(Math.max(0, heap - before.heap().orElseThrow()) / 1024.0 / people));
            results.at(load, "KiB resident each")
                    .value(Math.max(0, after.resident() - before.resident()) / 1024.0 / people);
        }
    }
}
