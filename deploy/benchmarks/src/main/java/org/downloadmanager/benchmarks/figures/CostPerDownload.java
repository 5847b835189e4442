package org.downloadmanager.benchmarks.figures;

import java.time.Duration;
import java.util.List;

import org.downloadmanager.benchmarks.Benchmark;
import org.downloadmanager.benchmarks.Profile;
import org.downloadmanager.benchmarks.Results;
import org.downloadmanager.benchmarks.Series;
import org.downloadmanager.benchmarks.Subject;
import org.downloadmanager.benchmarks.load.OpenLoop;
import org.downloadmanager.benchmarks.load.VirtualUsers;
import org.downloadmanager.benchmarks.stacks.DownloadManager;
import org.downloadmanager.local.ManagedProcess;

/** The cost of a waiting download, by the number of others. */
final class CostPerDownload {

    static final Benchmark BENCHMARK = new Benchmark("cost", "Cost of a download beside others",
            "A file of one kilobyte, 50 a second, beside active downloads that wait for their source; 2 replicas, 2 workers."
                    + " What Redis and Kafka do without any request is subtracted from their counts, but not from processor time;"
                    + " offsets that groups commit are left out. Those who wait look in once a minute, all at once: beside 1,000"
                    + " and more the counts of Redis tell nothing of a download.",
            "constant from 10 to 10,000 active downloads.", Benchmark.Rounds.ONE,
            List.of(new Subject(Subject.OURS, CostPerDownload::measure)));

    private static final List<Integer> ACTIVE = List.of(10, 100, 1_000, 10_000);
    private static final int RATE = 50;
    private static final int USERS = 200;
    private static final int WINDOWS = 2;

    private CostPerDownload() {}

    private static void measure(Profile profile, Results results) throws Exception {
        try (RunDirectory workplace = new RunDirectory();
                SilentSource source = new SilentSource();
                DownloadManager stack = DownloadManager.start(source.cluster(workplace.directory()));
                Traffic traffic = new Traffic(stack.cluster());
                VirtualUsers users = VirtualUsers.connect(stack, USERS)) {
            OpenLoop load = new OpenLoop(users, stack, RequestToReady.TINY);
            load.run(RATE, Duration.ofSeconds(profile.of(60, 2)));
            Duration window = Duration.ofSeconds(profile.of(15, 2));
            int active = 0;
            for (int wanted : profile.of(ACTIVE, List.of(10, 100))) {
                double memory = traffic.redisBytes();
                users.letAsk(stack, wanted - active, SilentSource.REQUEST);
                // The cost of accepting them is not part of the measurement.
                Thread.sleep(Duration.ofSeconds(profile.of(20, 1)).toMillis());
                results.at(wanted + " active", "KiB in Redis for each active one")
                        .value(Math.max(0, traffic.redisBytes() - memory) / 1024 / (wanted - active));
                active = wanted;
                for (int i = 0; i < profile.of(WINDOWS, 1); i++) {
                    measure(traffic, stack.parts(), load, window, active, results);
                }
            }
        }
    }

    private static void measure(Traffic traffic, List<ManagedProcess> parts, OpenLoop load, Duration window, int active,
            Results results) throws InterruptedException {
        Traffic.Spent quiet = traffic.during(window, parts);
        Traffic.Count idle = quiet.traffic();
        Traffic.Count start = traffic.now();
        Series latency = results.at(active + " active", "ms to ready");
        load.measure(RATE, window, latency);
        Traffic.Count used = traffic.now().since(start).since(idle);
        double downloads = RATE * window.toSeconds();
        results.at(active + " active", "Redis commands").value(Math.max(0, used.redisCommands() / downloads));
        results.at(active + " active", "Redis scripts").value(Math.max(0, used.redisScripts() / downloads));
        results.at(active + " active", "Kafka records").value(Math.max(0, used.kafkaRecords() / downloads));
        results.at(active + " active", "Kafka bytes").value(Math.max(0, used.kafkaBytes() / downloads));
        quiet.processorMillis().forEach((role, millis) -> latency.fact("CPU ms a second without requests: " + role,
                millis / window.toMillis() * 1e3));
        latency.fact("Redis commands a second without requests", idle.redisCommands() / window.toMillis() * 1e3);
    }
}
