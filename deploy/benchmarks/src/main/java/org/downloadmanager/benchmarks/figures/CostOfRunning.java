package org.downloadmanager.benchmarks.figures;

import java.time.Duration;
import java.util.List;

import org.downloadmanager.benchmarks.Benchmark;
import org.downloadmanager.benchmarks.Profile;
import org.downloadmanager.benchmarks.Results;
import org.downloadmanager.benchmarks.Series;
import org.downloadmanager.benchmarks.Subject;
import org.downloadmanager.benchmarks.load.VirtualUsers;
import org.downloadmanager.benchmarks.stacks.DownloadManager;

/** The cost of running downloads, by their number. */
final class CostOfRunning {

    static final Benchmark BENCHMARK = new Benchmark("running", "Cost of downloads while they are made",
            "Files of which a row is due every 100 ms, so that nearly all that is done is to keep them: checkpoints forced to"
                    + " disk four times a second, leases renewed and progress told twice a second; 2 replicas, 2 workers, which"
                    + " have slots for all of them. Nobody watches.",
            "proportional to their number.", Benchmark.Rounds.ONE,
            List.of(new Subject(Subject.OURS, CostOfRunning::measure)));

    private static final List<Integer> RUNNING = List.of(10, 100, 300);
    private static final String REQUEST = Simulated.request(36_000, Duration.ofHours(1));

    private CostOfRunning() {}

    private static void measure(Profile profile, Results results) throws Exception {
        List<Integer> steps = profile.of(RUNNING, List.of(10));
        int slots = steps.get(steps.size() - 1);
        Duration window = Duration.ofSeconds(profile.of(30, 2));
        try (RunDirectory workplace = new RunDirectory();
                DownloadManager stack = DownloadManager.start(DownloadManager.builder(workplace.directory())
                        .workerSetting("downloads.worker.slots", String.valueOf(slots)));
                Traffic traffic = new Traffic(stack.cluster());
                VirtualUsers users = VirtualUsers.connect(stack, 1)) {
            int running = 0;
            for (int wanted : steps) {
                users.letAsk(stack, wanted - running, REQUEST);
                running = wanted;
                // All downloads have started, and the JVMs have compiled the code of the measured phase.
                Thread.sleep(Duration.ofSeconds(profile.of(60, 3)).toMillis());
                Traffic.Spent spent = traffic.during(window, stack.parts());
                double each = window.toMillis() / 1e3 * running;
                Series series = results.at(running + " being made", "events a second each");
                series.value(spent.traffic().kafkaRecords() / each);
                spent.processorMillis()
                        .forEach((role, millis) -> series.fact("CPU ms a second each: " + role, millis / each));
                results.at(running + " being made", "Redis commands a second each")
                        .value(spent.traffic().redisCommands() / each);
            }
        }
    }
}
