package org.downloadmanager.benchmarks.figures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.downloadmanager.benchmarks.Benchmark;
import org.downloadmanager.benchmarks.Profile;
import org.downloadmanager.benchmarks.Results;
import org.downloadmanager.benchmarks.Subject;
import org.downloadmanager.benchmarks.load.SingleUser;
import org.downloadmanager.benchmarks.stacks.DownloadManager;

/** The memory of a worker during an export, by its length. */
final class ExportMemory {

    static final Benchmark BENCHMARK = new Benchmark("export-memory", "Memory of an export",
            "Flights as CSV, made by one worker as `deploy/local` runs it, which has made a small file before. The heap is"
                    + " what the log of the garbage collector says: right after a collection, and at most. Resident is"
                    + " what the process holds at most of the machine's memory, its embedded DuckDB included.",
            "After a collection at most 64 MiB, resident at most 256 MiB above idle, the same for both.",
            Benchmark.Rounds.TWO, List.of(new Subject(Subject.OURS, ExportMemory::measure)));

    private static final Pattern COLLECTION = Pattern.compile("Pause .* (\\d+)M->(\\d+)M\\(");
    private static final double MIB = 1 << 20;

    private ExportMemory() {}

    private static void measure(Profile profile, Results results) throws IOException {
        for (long rows : profile.of(List.of(3_000_000L, 30_000_000L), List.of(300_000L, 3_000_000L))) {
            measure(new Flights(rows), results);
        }
    }

    private static void measure(Flights flights, Results results) throws IOException {
        try (RunDirectory workplace = new RunDirectory()) {
            Path log = workplace.directory().resolve("gc.log");
            try (DownloadManager stack = DownloadManager.start(DownloadManager.builder(workplace.directory()).api(1)
                    .workers(1).catalog(flights.catalog(workplace.directory()))
                    .workerJvmOption("-Xlog:gc:file=" + log + "::filecount=0"));
                    SingleUser customer = SingleUser.of(stack)) {
                long worker = stack.workers().get(0).pid().orElseThrow();
                customer.order(RequestToReady.TINY);
                int collectionsBefore = collections(log).size();
                long idle = Memory.resident(worker);
                Memory.forgetPeak(worker);

                SingleUser.Received received = customer.order("{\"export\": \"flights\", \"format\": \"csv\"}");

                long peak = Memory.residentPeak(worker);
                if (received.ready().done() != flights.rows()) {
                    throw new IllegalStateException("There are " + received.ready().done() + " rows.");
                }
                List<MatchResult> collections = collections(log);
                collections = collections.subList(collectionsBefore, collections.size());
                String load = "%,d rows".formatted(flights.rows());
                max(collections, one -> Long.parseLong(one.group(2)))
                        .ifPresent(max -> results.at(load, "MiB heap after a collection, at most").value(max));
                max(collections, one -> Long.parseLong(one.group(1)))
                        .ifPresent(max -> results.at(load, "MiB heap, at most").value(max));
                results.at(load, "MiB resident above idle, at most").value((peak - idle) / MIB);
                results.at(load, "MiB resident above idle, at most").fact("idle MiB", idle / MIB);
            }
        }
    }

    private static List<MatchResult> collections(Path log) throws IOException {
        Matcher matcher = COLLECTION.matcher(Files.readString(log));
        return matcher.results().toList();
    }

    private static OptionalLong max(List<MatchResult> collections, ToLongFunction<MatchResult> what) {
        return collections.stream().mapToLong(what).max();
    }
}
