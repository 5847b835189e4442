package org.downloadmanager.benchmarks.figures;

import java.time.Duration;
import java.util.List;

import org.downloadmanager.benchmarks.Contestant;
import org.downloadmanager.benchmarks.Effort;
import org.downloadmanager.benchmarks.Entry;
import org.downloadmanager.benchmarks.Figure;
import org.downloadmanager.benchmarks.load.ClosedLoop;
import org.downloadmanager.benchmarks.load.Crowd;
import org.downloadmanager.benchmarks.stacks.BullMq;
import org.downloadmanager.benchmarks.stacks.DownloadManager;
import org.downloadmanager.benchmarks.stacks.JobRunr;
import org.downloadmanager.benchmarks.stacks.Stack;

/** How many files that take no time to make go the whole way from request to bytes. */
final class Throughput {

    static final Figure FIGURE = new Figure("throughput", "Downloads per second",
            "People each of whom asks for a file of one kilobyte, hears over a socket that it is ready, fetches it and asks"
                    + " again; 2 replicas without a balancer, 2 workers of 4"
                    + " slots (JobRunr has more), the servers and the load share the machine; two minutes to warm up, two"
                    + " windows of 15 s. Durability as above.",
            "at least 0.8 × BullMQ, 10 × JobRunr.", Figure.Rounds.TWO,
            List.of(new Contestant(Contestant.OURS, on(DownloadManager::start)),
                    new Contestant("BullMQ", on(BullMq::withDefaults)),
                    new Contestant("BullMQ, tuned", on(BullMq::tuned)),
                    new Contestant("JobRunr", on(JobRunr::withDefaults)),
                    new Contestant("JobRunr, tuned", on(JobRunr::tuned))));

    private static final int PEOPLE = 200;
    private static final int WINDOWS = 2;

    private Throughput() {}

    static Contestant.Turn on(Stack.Launcher launcher) {
        return (effort, notes) -> {
            try (Workplace workplace = new Workplace(); Stack stack = launcher.start(workplace.directory())) {
                measure(stack, effort, notes.at(PEOPLE + " people", "downloads/s"));
            }
        };
    }

    private static void measure(Stack stack, Effort effort, Entry entry) throws InterruptedException {
        try (Crowd crowd = Crowd.gather(stack, PEOPLE)) {
            new ClosedLoop(crowd, stack, RequestToReady.TINY).measure(Duration.ofSeconds(effort.of(120, 2)),
                    effort.of(WINDOWS, 1), Duration.ofSeconds(effort.of(15, 3)), entry);
        }
    }
}
