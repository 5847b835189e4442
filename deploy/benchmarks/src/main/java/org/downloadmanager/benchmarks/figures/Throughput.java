package org.downloadmanager.benchmarks.figures;

import java.time.Duration;
import java.util.List;

import org.downloadmanager.benchmarks.Contestant;
import org.downloadmanager.benchmarks.Figure;
import org.downloadmanager.benchmarks.load.ClosedLoop;
import org.downloadmanager.benchmarks.load.Crowd;
import org.downloadmanager.benchmarks.stacks.BullMq;
import org.downloadmanager.benchmarks.stacks.DownloadManager;
import org.downloadmanager.benchmarks.stacks.Stack;

/** How many files that take no time to make go the whole way from request to bytes. */
final class Throughput {

    static final Figure FIGURE = new Figure("throughput", "Downloads per second",
            "64 people each of whom asks for a file of one kilobyte, hears over a socket that it is ready, fetches it and asks"
                    + " again; 2 replicas without a balancer, 2 workers of 4 slots, the servers and the load share the machine.",
            "at least 0.8 × BullMQ, 10 × JobRunr.", Figure.Rounds.THREE,
            List.of(new Contestant(Contestant.OURS, on(DownloadManager::start)),
                    new Contestant("BullMQ", on(BullMq::withDefaults)),
                    new Contestant("BullMQ, tuned", on(BullMq::tuned))));

    private static final int PEOPLE = 64;
    private static final int WINDOWS = 3;

    private Throughput() {}

    static Contestant.Turn on(Stack.Launcher launcher) {
        return (effort, notes) -> {
            try (Workplace workplace = new Workplace();
                    Stack stack = launcher.start(workplace.directory());
                    Crowd crowd = Crowd.gather(stack, PEOPLE)) {
                ClosedLoop load = new ClosedLoop(crowd, stack, RequestToReady.TINY);
                load.run(Duration.ofSeconds(effort.of(30, 2)));
                for (int window = 0; window < effort.of(WINDOWS, 1); window++) {
                    load.measure(Duration.ofSeconds(effort.of(15, 3)), notes.at(PEOPLE + " people", "downloads/s"));
                }
            }
        };
    }
}
