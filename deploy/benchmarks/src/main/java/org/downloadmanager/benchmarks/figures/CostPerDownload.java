package org.downloadmanager.benchmarks.figures;

import java.time.Duration;
import java.util.List;

import org.downloadmanager.benchmarks.Contestant;
import org.downloadmanager.benchmarks.Effort;
import org.downloadmanager.benchmarks.Entry;
import org.downloadmanager.benchmarks.Figure;
import org.downloadmanager.benchmarks.Notebook;
import org.downloadmanager.benchmarks.load.Crowd;
import org.downloadmanager.benchmarks.load.OpenLoop;
import org.downloadmanager.benchmarks.stacks.DownloadManager;
import org.downloadmanager.local.Part;

/** What a download costs, by how many others there are. */
final class CostPerDownload {

    static final Figure FIGURE = new Figure("cost", "Cost of a download beside others",
            "A file of one kilobyte, 50 a second, beside active downloads that wait for their source; 2 replicas, 2 workers."
                    + " What Redis and Kafka do without any request is subtracted from their counts, but not from processor time;"
                    + " offsets that groups commit are left out. Those who wait look in once a minute, all at once: beside 1,000"
                    + " and more the counts of Redis tell nothing of a download.",
            "constant from 10 to 10,000 active downloads.", Figure.Rounds.ONE,
            List.of(new Contestant(Contestant.OURS, CostPerDownload::measure)));

    private static final List<Integer> ACTIVE = List.of(10, 100, 1_000, 10_000);
    private static final int RATE = 50;
    private static final int PEOPLE = 200;
    private static final int WINDOWS = 2;

    private CostPerDownload() {}

    private static void measure(Effort effort, Notebook notes) throws Exception {
        try (Workplace workplace = new Workplace();
                SilentSource source = new SilentSource();
                DownloadManager stack = DownloadManager.start(source.cluster(workplace.directory()));
                Traffic traffic = new Traffic(stack.cluster());
                Crowd crowd = Crowd.gather(stack, PEOPLE)) {
            OpenLoop load = new OpenLoop(crowd, stack, RequestToReady.TINY);
            load.run(RATE, Duration.ofSeconds(effort.of(60, 2)));
            Duration window = Duration.ofSeconds(effort.of(15, 2));
            int active = 0;
            for (int wanted : effort.of(ACTIVE, List.of(10, 100))) {
                double memory = traffic.redisBytes();
                crowd.letAsk(stack, wanted - active, SilentSource.REQUEST);
                // Taking them in is not what they cost from then on.
                Thread.sleep(Duration.ofSeconds(effort.of(20, 1)).toMillis());
                notes.at(wanted + " active", "KiB in Redis for each active one")
                        .value(Math.max(0, traffic.redisBytes() - memory) / 1024 / (wanted - active));
                active = wanted;
                for (int i = 0; i < effort.of(WINDOWS, 1); i++) {
                    measure(traffic, stack.parts(), load, window, active, notes);
                }
            }
        }
    }

    private static void measure(Traffic traffic, List<Part> parts, OpenLoop load, Duration window, int active,
            Notebook notes) throws InterruptedException {
        Traffic.Spent quiet = traffic.during(window, parts);
        Traffic.Count idle = quiet.traffic();
        Traffic.Count start = traffic.now();
        Entry latency = notes.at(active + " active", "ms to ready");
        load.measure(RATE, window, latency);
        Traffic.Count used = traffic.now().since(start).since(idle);
        double downloads = RATE * window.toSeconds();
        notes.at(active + " active", "Redis commands").value(Math.max(0, used.redisCommands() / downloads));
        notes.at(active + " active", "Redis scripts").value(Math.max(0, used.redisScripts() / downloads));
        notes.at(active + " active", "Kafka records").value(Math.max(0, used.kafkaRecords() / downloads));
        notes.at(active + " active", "Kafka bytes").value(Math.max(0, used.kafkaBytes() / downloads));
        quiet.processorMillis().forEach((role, millis) -> latency.fact("CPU ms a second without requests: " + role,
                millis / window.toMillis() * 1e3));
        latency.fact("Redis commands a second without requests", idle.redisCommands() / window.toMillis() * 1e3);
    }
}
