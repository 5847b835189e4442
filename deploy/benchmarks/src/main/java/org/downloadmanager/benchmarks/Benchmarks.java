package org.downloadmanager.benchmarks;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.downloadmanager.benchmarks.figures.Figures;
import org.downloadmanager.local.Project;

/** The command {@code deploy/benchmarks/run}: measures what it is asked for, prints the table and keeps it. */
public final class Benchmarks {

    private static final String USAGE = """
            deploy/benchmarks/run [NAME...] [--quick]

            Measures the figures of these names, or all of them. --quick takes seconds for each and proves that it runs.

            """;

    private final Effort effort;
    private final Machine machine;
    private boolean hasFailed;

    Benchmarks(Effort effort, Machine machine) {
        this.effort = effort;
        this.machine = machine;
    }

    public static void main(String[] args) throws Exception {
        List<String> words = new ArrayList<>(List.of(args));
        Effort effort = words.remove("--quick") ? Effort.QUICK : Effort.FULL;
        List<String> known = Figures.ALL.stream().map(Figure::name).toList();
        if (!known.containsAll(words)) {
            System.err.print(USAGE);
            Figures.ALL.forEach(figure -> System.err.printf("%-20s %s%n", figure.name(), figure.title()));
            System.exit(2);
        }
        Path project = Project.root();
        Path results = project.resolve(effort.of("deploy/benchmarks/target/results",
                "deploy/benchmarks/target/quick-results"));
        Archive archive = new Archive(results);
        Benchmarks benchmarks = new Benchmarks(effort,
                Machine.thisOne(Clock.systemUTC(), effort, project));
        for (Figure figure : Figures.ALL) {
            if (words.isEmpty() || words.contains(figure.name())) {
                archive.keep(benchmarks.measure(figure));
            }
        }
        String table = Table.of(archive.outcomes(known));
        System.out.print(table);
        System.out.println(archive.write(table));
        System.exit(benchmarks.hasFailed() ? 1 : 0);
    }

    /**
     * Each contestant has its turn, again and again: what slows the machine for a while slows all of them. A turn that
     * fails is told, and the others go on.
     */
    Outcome measure(Figure figure) throws Exception {
        List<String> failures = new ArrayList<>();
        Map<Contestant, Notebook> notebooks = new LinkedHashMap<>();
        figure.contestants().forEach(contestant -> notebooks.put(contestant, new Notebook()));
        for (int round = 1; round <= figure.rounds().of(effort); round++) {
            for (Contestant contestant : figure.contestants()) {
                System.out.println(figure.title() + ", round " + round + ": " + contestant.name());
                try {
                    contestant.turn().measure(effort, notebooks.get(contestant));
                } catch (NotInstalledException e) {
                    System.out.println("It is left out: " + e.getMessage());
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    failures.add(contestant.name() + ": " + e.getMessage());
                    System.out.println("It has failed:");
                    e.printStackTrace(System.out);
                }
            }
        }
        hasFailed |= !failures.isEmpty();
        return outcome(figure, notebooks, failures);
    }

    /** Whether any turn has failed so far. */
    boolean hasFailed() {
        return hasFailed;
    }

    /** Whoever was measured at the same load stands together. */
    private Outcome outcome(Figure figure, Map<Contestant, Notebook> notebooks, List<String> failures) {
        List<Row> rows = new ArrayList<>();
        notebooks.forEach(
                (contestant, notes) -> notes.rows(contestant.name()).forEach(row -> rows.add(placeOf(row, rows), row)));
        return new Outcome(figure.name(), figure.title(), figure.conditions(), figure.aim(), machine, rows, failures);
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
