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

import org.downloadmanager.benchmarks.Contestant;
import org.downloadmanager.benchmarks.Effort;
import org.downloadmanager.benchmarks.Entry;
import org.downloadmanager.benchmarks.Figure;
import org.downloadmanager.benchmarks.Notebook;
import org.downloadmanager.benchmarks.load.CpuTimes;
import org.downloadmanager.benchmarks.load.Customer;
import org.downloadmanager.benchmarks.load.Fetchers;
import org.downloadmanager.benchmarks.stacks.DownloadManager;
import org.downloadmanager.benchmarks.stacks.Nginx;
import org.downloadmanager.local.Part;

/** How fast files that are ready come over the wire. */
final class ServedFile {

    static final Figure FIGURE = new Figure("served-file", "Served file",
            "Clients fetch one file again and again, each over a connection of its own that stays open, as fast as they get"
                    + " it, for 10 s after 15 s that are not counted; they work on the same cores. Ours: the replica asked"
                    + " directly, each request with the check whose file it is, in Redis. nginx: a file of the same"
                    + " length, given to anybody.",
            "At least 0.9 × nginx for 100 MB, 0.25 × for 10 KB.", Figure.Rounds.TWO,
            List.of(new Contestant(Contestant.OURS, ServedFile::ours), new Contestant("nginx", ServedFile::nginx)));

    private static final List<Integer> CLIENTS = List.of(1, 50);
    private static final int BYTES_PER_ROW = 1_000;

    private ServedFile() {}

    /** @param range that is asked for in part of the requests */
    private record Sample(String name, int rows, String range, boolean isLarge) {

        String request() {
            return "{\"export\": \"simulated\", \"format\": \"csv\", \"parameters\": {\"rows\": %d, \"bytesPerRow\": %d}}"
                    .formatted(rows, BYTES_PER_ROW);
        }

        String fileName() {
            return name.replace(" ", "") + ".csv";
        }
    }

    private static List<Sample> samples(Effort effort) {
        return List.of(effort.of(new Sample("100 MB", 100_000, "bytes=50000000-50999999", true),
                new Sample("10 MB", 10_000, "bytes=5000000-5999999", true)),
                new Sample("10 KB", 10, "bytes=5000-5999", false));
    }

    private static void ours(Effort effort, Notebook notes) throws Exception {
        try (Workplace workplace = new Workplace();
                DownloadManager stack = DownloadManager
                        .start(DownloadManager.builder(workplace.directory()).api(1).workers(1));
                Customer customer = Customer.of(stack)) {
            for (Sample sample : samples(effort)) {
                String url = customer.order(sample.request()).ready().url();
                measure(sample, stack.replicas().get(0), url, "\r\nCookie: " + customer.cookie(), stack.parts(), effort,
                        notes);
            }
        }
    }

    private static void nginx(Effort effort, Notebook notes) throws Exception {
        try (Workplace workplace = new Workplace()) {
            Path served = Files.createDirectory(workplace.directory().resolve("served"));
            for (Sample sample : samples(effort)) {
                write(sample, served.resolve(sample.fileName()));
            }
            try (Nginx nginx = Nginx.serving(served, workplace.directory())) {
                for (Sample sample : samples(effort)) {
                    measure(sample, nginx.part(), "/" + sample.fileName(), "", List.of(nginx.part()), effort, notes);
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

    private static void measure(Sample sample, Part server, String path, String headers, List<Part> parts,
            Effort effort, Notebook notes) throws Exception {
        String whole = "GET " + path + " HTTP/1.1\r\nHost: localhost" + headers;
        String part = whole + "\r\nRange: " + sample.range();
        for (int clients : CLIENTS) {
            String load = "%s, %d client%s".formatted(sample.name(), clients, clients == 1 ? "" : "s");
            measure(new Fetchers(server.port(), whole, "HTTP/1.1 200"), clients, parts, effort,
                    notes.at(load, sample.isLarge() ? "MB/s" : "answers/s"), sample.isLarge());
            measure(new Fetchers(server.port(), part, "HTTP/1.1 206"), clients, parts, effort,
                    notes.at(load + ", " + (sample.isLarge() ? "1 MB" : "1 KB") + " from the middle", "answers/s"),
                    false);
        }
    }

    private static void measure(Fetchers fetchers, int clients, List<Part> parts, Effort effort, Entry entry,
            boolean inBytes) throws Exception {
        fetchers.run(clients, Duration.ofMillis(effort.of(15_000, 200)));
        CpuTimes before = CpuTimes.of(parts);
        Fetchers.Fetched fetched = fetchers.run(clients, Duration.ofMillis(effort.of(10_000, 400)));
        Map<String, Double> worked = CpuTimes.of(parts).since(before);
        entry.value(inBytes ? fetched.megabytesPerSecond() : fetched.answersPerSecond());
        worked.forEach((role, millis) -> entry.fact("cores: " + role, millis / 1e3 / fetched.seconds()));
    }
}
