package org.downloadmanager.benchmarks;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.downloadmanager.benchmarks.figures.Figures;
import org.downloadmanager.local.Project;

/** The command {@code deploy/benchmarks/run}: runs the requested benchmarks, prints the table and saves it. */
public final class Benchmarks {

    private static final String USAGE = """
            deploy/benchmarks/run [NAME...] [--quick]

            Measures the figures of these names, or all of them. --quick takes seconds for each and proves that it runs.

            """;

    private final Profile profile;
    private final Machine machine;
    private boolean hasFailed;

    Benchmarks(Profile profile, Machine machine) {
        this.profile = profile;
        this.machine = machine;
    }

    public static void main(String[] args) throws Exception {
        List<String> words = new ArrayList<>(List.of(args));
        Profile profile = words.remove("--quick") ? Profile.QUICK : Profile.FULL;
        List<String> known = Figures.ALL.stream().map(Benchmark::name).toList();
        if (!known.containsAll(words)) {
            System.err.print(USAGE);
            Figures.ALL.forEach(benchmark -> System.err.printf("%-20s %s%n", benchmark.name(), benchmark.title()));
            System.exit(2);
        }
        Path project = Project.root();
        Path results = project.resolve(profile.of("deploy/benchmarks/target/results",
                "deploy/benchmarks/target/quick-results"));
        Archive archive = new Archive(results);
        Benchmarks benchmarks = new Benchmarks(profile,
                Machine.thisOne(Clock.systemUTC(), profile, project));
        for (Benchmark benchmark : Figures.ALL) {
            if (words.isEmpty() || words.contains(benchmark.name())) {
                archive.keep(benchmarks.measure(benchmark));
            }
        }
        String table = Table.of(archive.outcomes(known));
        System.out.print(table);
        System.out.println(archive.write(table));
        System.exit(benchmarks.hasFailed() ? 1 : 0);
    }

    /**
     * The subjects take turns, so that a slow phase of the machine slows all of them. A failed turn is reported, and the
     * others continue.
     */
    Outcome measure(Benchmark benchmark) throws Exception {
        List<String> failures = new ArrayList<>();
        Map<Subject, Results> resultsBySubject = new LinkedHashMap<>();
        benchmark.subjects().forEach(subject -> resultsBySubject.put(subject, new Results()));
        for (int round = 1; round <= benchmark.rounds().of(profile); round++) {
            for (Subject subject : benchmark.subjects()) {
                System.out.println(benchmark.title() + ", round " + round + ": " + subject.name());
                try {
                    subject.turn().measure(profile, resultsBySubject.get(subject));
                } catch (NotInstalledException e) {
                    System.out.println("It is left out: " + e.getMessage());
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    failures.add(subject.name() + ": " + e.getMessage());
                    System.out.println("It has failed:");
                    e.printStackTrace(System.out);
                }
            }
        }
        hasFailed |= !failures.isEmpty();
        return outcome(benchmark, resultsBySubject, failures);
    }

    /** Whether any turn has failed so far. */
    boolean hasFailed() {
        return hasFailed;
    }

    /** Groups the subjects that were measured at the same load. */
    private Outcome outcome(Benchmark benchmark, Map<Subject, Results> resultsBySubject, List<String> failures) {
        List<Row> rows = new ArrayList<>();
        resultsBySubject.forEach(
                (subject, results) -> results.rows(subject.name()).forEach(row -> rows.add(placeOf(row, rows), row)));
        return new Outcome(benchmark.name(), benchmark.title(), benchmark.conditions(), benchmark.aim(), machine, rows,
                failures);
    }

    private static int placeOf(Row row, List<Row> rows) {
        for (int i = rows.size(); i > 0; i--) {
            if (rows.get(i - 1).isComparedWith(row)) {
                return i;
            }
        }
        return rows.size();
    }
}
