package org.downloadmanager.benchmarks.figures;

import java.util.List;

import org.downloadmanager.benchmarks.Contestant;
import org.downloadmanager.benchmarks.Effort;
import org.downloadmanager.benchmarks.Figure;
import org.downloadmanager.benchmarks.Notebook;
import org.downloadmanager.benchmarks.stacks.BullMq;
import org.downloadmanager.benchmarks.stacks.DownloadManager;
import org.downloadmanager.benchmarks.stacks.Stack;
import org.downloadmanager.local.Part;

/** How soon a process that is started can do its work, and what it has taken of the memory by then. */
final class ReplicaStart {

    static final Figure FIGURE = new Figure("replica-start", "Start of a replica",
            "From the start of the process until it says that it is ready, of which it is asked every 50 ms. With caches: what"
                    + " a JVM has learnt in a run before (JEP 483 and 514), as in the images.",
            "1.2 s and 200 MiB.", Figure.Rounds.TWO,
            List.of(new Contestant(Contestant.OURS, (effort, notes) -> measure(DownloadManager::start, effort, notes)),
                    new Contestant(Contestant.OURS + ", with caches",
                            (effort, notes) -> measure(DownloadManager::withCaches, effort, notes)),
                    new Contestant("BullMQ", (effort, notes) -> measure(BullMq::withDefaults, effort, notes))));

    private ReplicaStart() {}

    private static void measure(Stack.Launcher launcher, Effort effort, Notebook notes) throws Exception {
        try (Workplace workplace = new Workplace(); Stack stack = launcher.start(workplace.directory())) {
            for (int run = 0; run < effort.of(5, 1); run++) {
                for (Part part : List.of(stack.replicas().get(0), stack.workers().get(0))) {
                    part.stop();
                    long start = System.nanoTime();
                    part.start();
                    notes.at(part.role().word(), "s").value((System.nanoTime() - start) / 1e9);
                    notes.at(part.role().word(), "MiB resident")
                            .value(Memory.resident(part.pid().orElseThrow()) / 1024.0 / 1024.0);
                }
            }
        }
    }
}
