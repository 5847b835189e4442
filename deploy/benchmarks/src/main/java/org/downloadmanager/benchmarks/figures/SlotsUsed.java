package org.downloadmanager.benchmarks.figures;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.downloadmanager.benchmarks.Benchmark;
import org.downloadmanager.benchmarks.Profile;
import org.downloadmanager.benchmarks.Results;
import org.downloadmanager.benchmarks.Samples;
import org.downloadmanager.benchmarks.Subject;
import org.downloadmanager.benchmarks.load.DownloadMessage;
import org.downloadmanager.benchmarks.load.OpenLoop;
import org.downloadmanager.benchmarks.load.VirtualUsers;
import org.downloadmanager.benchmarks.stacks.DownloadManager;

/** The utilisation of the slots while downloads wait, beside that of an ideal single queue. */
final class SlotsUsed {

    static final Benchmark BENCHMARK = new Benchmark("slots-used", "Slots used while commands wait",
            "1,000 downloads that take 1 s on average, exponentially distributed, asked for at once after 20 s to"
                    + " warm up; 4 slots a worker. The ideal is a single queue in the order of acceptance whose next one"
                    + " starts when one ends, with the lengths that the files had here.",
            "98 %; p99 of the waits at most 1.1 × the ideal.", Benchmark.Rounds.ONE,
            List.of(new Subject(Subject.OURS, (profile, results) -> {
                for (int workers : profile.of(List.of(2, 4, 8), List.of(2))) {
                    measure(workers, profile, results);
                }
            })));

    private static final int SLOTS = 4;
    private static final double MICROS = 1e6;

    /** When a download was accepted, started and ready, in seconds. */
    static final class Course {

        private volatile double accepted = Double.NaN;
        private volatile double started = Double.NaN;
        private volatile double ended = Double.NaN;

        static Course of(double accepted, double started, double ended) {
            Course course = new Course();
            course.accepted = accepted;
            course.started = started;
            course.ended = ended;
            return course;
        }

        private void tell(DownloadMessage message) {
            double at = message.version() / MICROS;
            switch (message.state()) {
                case "PENDING" -> accepted = at;
                case "PROCESSING" -> begin(at);
                case "READY" -> {
                    begin(at);
                    ended = at;
                }
                default -> throw new IllegalStateException("Not what was asked for: " + message);
            }
        }

        /** A short phase may have no message on the socket; it took no time. */
        private void begin(double at) {
            started = Double.isNaN(started) ? at : started;
            accepted = Double.isNaN(accepted) ? started : accepted;
        }

        double length() {
            return ended - started;
        }

        double within(double from, double to) {
            return Math.max(0, Math.min(ended, to) - Math.max(started, from));
        }
    }

    private SlotsUsed() {}

    private static void measure(int workers, Profile profile, Results results) throws Exception {
        int count = profile.of(1_000, 40);
        Random random = new Random(workers);
        List<String> requests = IntStream.range(0, count)
                .mapToLong(i -> Math.max(1, Math.round(-1_000 * Math.log(1 - random.nextDouble()))))
                .mapToObj(millis -> Simulated.request(millis, Duration.ofMillis(millis)))
                .toList();
        Map<String, Course> courses = new ConcurrentHashMap<>();
        try (RunDirectory workplace = new RunDirectory();
                DownloadManager stack = DownloadManager
                        .start(DownloadManager.builder(workplace.directory()).workers(workers));
                VirtualUsers users = VirtualUsers.connect(stack, count)) {
            // A replica that has just started refuses part of such a burst.
            new OpenLoop(users, stack, RequestToReady.TINY).run(50, Duration.ofSeconds(profile.of(20, 1)));
            users.listen(message -> courses.computeIfAbsent(message.id(), id -> new Course()).tell(message));
            users.ask(requests::get);
            long giveUpAt = System.nanoTime() + Duration.ofMinutes(10).toNanos();
            while (courses.size() < count
                    || courses.values().stream().anyMatch(course -> Double.isNaN(course.ended))) {
                if (System.nanoTime() > giveUpAt) {
                    throw new IllegalStateException("Not all downloads have ended.");
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        String load = workers + " workers";
        List<Course> all = List.copyOf(courses.values());
        results.at(load, "% of slots used").value(100 * used(all, workers * SLOTS));
        results.at(load, "p99 of waits ÷ ideal").value(p99(waits(all)) / p99(idealWaits(all, workers * SLOTS)));
    }

    /** The used share of all slots, from when all could be used until no download waited. */
    static double used(List<Course> courses, int slots) {
        double[] starts = courses.stream().mapToDouble(course -> course.started).sorted().toArray();
        double from = starts[slots - 1];
        double to = starts[starts.length - 1];
        return courses.stream().mapToDouble(course -> course.within(from, to)).sum() / slots / (to - from);
    }

    private static Stream<Double> waits(List<Course> courses) {
        return courses.stream().map(course -> course.started - course.accepted);
    }

    /** The waits in a single queue in the order of acceptance, with the same durations. */
    static Stream<Double> idealWaits(List<Course> courses, int slots) {
        PriorityQueue<Double> free = new PriorityQueue<>();
        double first = courses.stream().mapToDouble(course -> course.accepted).min().orElseThrow();
        IntStream.range(0, slots).forEach(slot -> free.add(first));
        List<Double> waits = new ArrayList<>();
        courses.stream().sorted((one, other) -> Double.compare(one.accepted, other.accepted)).forEach(course -> {
            double start = Math.max(course.accepted, free.remove());
            waits.add(start - course.accepted);
            free.add(start + course.length());
        });
        return waits.stream();
    }

    private static double p99(Stream<Double> values) {
        Samples samples = new Samples();
        values.forEach(samples::add);
        return samples.percentile(99);
    }
}
