package org.downloadmanager.benchmarks.figures;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.downloadmanager.benchmarks.Contestant;
import org.downloadmanager.benchmarks.Effort;
import org.downloadmanager.benchmarks.Figure;
import org.downloadmanager.benchmarks.Notebook;
import org.downloadmanager.benchmarks.load.Crowd;
import org.downloadmanager.benchmarks.stacks.BullMq;
import org.downloadmanager.benchmarks.stacks.DownloadManager;
import org.downloadmanager.benchmarks.stacks.Stack;
import org.downloadmanager.local.Part;

/** What somebody takes of the memory of a replica who does nothing but wait. */
final class OpenSockets {

    static final Figure FIGURE = new Figure("open-sockets", "Memory of an open socket",
            "10,000 people on one replica, each with a socket and a download that waits. Resident memory includes garbage;"
                    + " the heap is what is left after a collection.",
            "at most 16 KiB of heap each.", Figure.Rounds.TWO,
            List.of(new Contestant(Contestant.OURS, (effort, notes) -> measure(OpenSockets::ours, effort, notes)),
                    new Contestant("BullMQ", (effort, notes) -> measure(BullMq::withDefaults, effort, notes))));

    /** Longer than all of it takes. */
    private static final String REQUEST = Simulated.request(1_000, Duration.ofHours(1));

    private OpenSockets() {}

    private static Stack ours(Path directory) {
        return DownloadManager.start(DownloadManager.builder(directory)
                .workerSetting("downloads.worker.stall-timeout", "1h"));
    }

    private static void measure(Stack.Launcher launcher, Effort effort, Notebook notes) throws Exception {
        int people = effort.of(10_000, 200);
        try (Workplace workplace = new Workplace(); Stack stack = launcher.start(workplace.directory())) {
            Part replica = stack.replicas().get(0);
            // What the first ones bring about is not theirs alone; they stay, for whoever goes gives memory back.
            try (Crowd first = Crowd.gather(replica, effort.of(500, 50))) {
                first.askAll(REQUEST);
                Memory before = Memory.of(replica);
                measure(replica, people, before, notes);
            }
        }
    }

    private static void measure(Part replica, int people, Memory before, Notebook notes) throws IOException {
        try (Crowd crowd = Crowd.gather(replica, people)) {
            crowd.askAll(REQUEST);
            Memory after = Memory.of(replica);
            String load = "%,d sockets".formatted(people);
            after.heap().ifPresent(heap -> notes.at(load, "KiB of heap each")
                    .value(Math.max(0, heap - before.heap().orElseThrow()) / 1024.0 / people));
            notes.at(load, "KiB resident each")
                    .value(Math.max(0, after.resident() - before.resident()) / 1024.0 / people);
        }
    }
}
