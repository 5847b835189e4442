package org.downloadmanager.benchmarks.figures;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.downloadmanager.benchmarks.Benchmark;
import org.downloadmanager.benchmarks.Profile;
import org.downloadmanager.benchmarks.Results;
import org.downloadmanager.benchmarks.Series;
import org.downloadmanager.benchmarks.Subject;
import org.downloadmanager.benchmarks.load.CpuTimes;
import org.downloadmanager.benchmarks.load.Fetchers;
import org.downloadmanager.benchmarks.load.SingleUser;
import org.downloadmanager.benchmarks.stacks.DownloadManager;
import org.downloadmanager.benchmarks.stacks.Nginx;
import org.downloadmanager.local.ManagedProcess;

/** The throughput of serving finished files. */
final class ServedFile {

    static final Benchmark BENCHMARK = new Benchmark("served-file", "Served file",
            "Clients fetch one file again and again, each over a connection of its own that stays open, as fast as they get"
                    + " it, for 10 s after 15 s that are not counted; they work on the same cores. Ours: the replica asked"
                    + " directly, each request with the check whose file it is, in Redis. nginx: a file of the same"
                    + " length, given to anybody.",
            "At least 0.9 × nginx for 100 MB, 0.25 × for 10 KB.", Benchmark.Rounds.TWO,
            List.of(new Subject(Subject.OURS, ServedFile::ours), new Subject("nginx", ServedFile::nginx)));

    private static final List<Integer> CLIENTS = List.of(1, 50);
    private static final int BYTES_PER_ROW = 1_000;

    private ServedFile() {}

    /** @param range requested in part of the requests */
    private record Sample(String name, int rows, String range, boolean isLarge) {

        String request() {
            return "{\"export\": \"simulated\", \"format\": \"csv\", \"parameters\": {\"rows\": %d, \"bytesPerRow\": %d}}"
                    .formatted(rows, BYTES_PER_ROW);
        }

        String fileName() {
            return name.replace(" ", "") + ".csv";
        }
    }

    private static List<Sample> samples(Profile profile) {
        return List.of(profile.of(new Sample("100 MB", 100_000, "bytes=50000000-50999999", true),
                new Sample("10 MB", 10_000, "bytes=5000000-5999999", true)),
                new Sample("10 KB", 10, "bytes=5000-5999", false));
    }

    private static void ours(Profile profile, Results results) throws Exception {
        try (RunDirectory workplace = new RunDirectory();
                DownloadManager stack = DownloadManager
                        .start(DownloadManager.builder(workplace.directory()).api(1).workers(1));
                SingleUser customer = SingleUser.of(stack)) {
            for (Sample sample : samples(profile)) {
                String url = customer.order(sample.request()).ready().url();
                measure(sample, stack.replicas().get(0), url, "\r\nCookie: " + customer.cookie(), stack.parts(),
                        profile,
                        results);
            }
        }
    }

    private static void nginx(Profile profile, Results results) throws Exception {
        try (RunDirectory workplace = new RunDirectory()) {
            Path served = Files.createDirectory(workplace.directory().resolve("served"));
            for (Sample sample : samples(profile)) {
                write(sample, served.resolve(sample.fileName()));
            }
            try (Nginx nginx = Nginx.serving(served, workplace.directory())) {
                for (Sample sample : samples(profile)) {
                    measure(sample, nginx.part(), "/" + sample.fileName(), "", List.of(nginx.part()), profile, results);
                }
            }
        }
    }

    private static void write(Sample sample, Path file) throws IOException {
        byte[] row = new byte[BYTES_PER_ROW];
        Arrays.fill(row, (byte) 'a');
        try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(file))) {
            output.write("number,text\n".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < sample.rows(); i++) {
                output.write(row);
            }
        }
    }

    private static void measure(Sample sample, ManagedProcess server, String path, String headers,
            List<ManagedProcess> parts,
            Profile profile, Results results) throws Exception {
        String whole = "GET " + path + " HTTP/1.1\r\nHost: localhost" + headers;
        String part = whole + "\r\nRange: " + sample.range();
        for (int clients : CLIENTS) {
            String load = "%s, %d client%s".formatted(sample.name(), clients, clients == 1 ? "" : "s");
            measure(new Fetchers(server.port(), whole, "HTTP/1.1 200"), clients, parts, profile,
                    results.at(load, sample.isLarge() ? "MB/s" : "answers/s"), sample.isLarge());
            measure(new Fetchers(server.port(), part, "HTTP/1.1 206"), clients, parts, profile,
                    results.at(load + ", " + (sample.isLarge() ? "1 MB" : "1 KB") + " from the middle", "answers/s"),
                    false);
        }
    }

    private static void measure(Fetchers fetchers, int clients, List<ManagedProcess> parts, Profile profile,
            Series series,
            boolean inBytes) throws Exception {
        fetchers.run(clients, Duration.ofMillis(profile.of(15_000, 200)));
        CpuTimes before = CpuTimes.of(parts);
        Fetchers.Fetched fetched = fetchers.run(clients, Duration.ofMillis(profile.of(10_000, 400)));
        Map<String, Double> worked = CpuTimes.of(parts).since(before);
        series.value(inBytes ? fetched.megabytesPerSecond() : fetched.answersPerSecond());
        worked.forEach((role, millis) -> series.fact("cores: " + role, millis / 1e3 / fetched.seconds()));
    }
}
