package org.downloadmanager.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarksTest {

    private static final String PEER = "The <other> & one";
    private static final Machine MACHINE = new Machine("2026-01-02T03:04:05Z", false, "A processor", 2, 2_048,
            "Linux 6", "17", Map.of("Node.js", "20"), "abc");

    private final List<String> turns = new ArrayList<>();

    @Test
    void subjectsAreMeasuredInTurns() throws Exception {
        // When
        measure(contestant(Subject.OURS, 1), contestant(PEER, 1));

        // Then
        assertThat(turns).containsExactly(Subject.OURS, PEER, Subject.OURS, PEER);
    }

    @Test
    void subjectsMeasuredAtTheSameLoadAreGrouped() throws Exception {
        // When
        Outcome outcome = measure(contestant(Subject.OURS, 1), contestant(PEER, 1));

        // Then
        assertThat(outcome.rows()).extracting(row -> row.load() + ": " + row.contestant())
                .containsExactly("low: Download Manager", "low: " + PEER, "high: Download Manager", "high: " + PEER);
    }

    @Test
    void otherSubjectsContinueWhenOneFailsOrIsMissing() throws Exception {
        // Given
        Benchmarks benchmarks = new Benchmarks(Profile.FULL, MACHINE);

        // When
        Outcome outcome = benchmarks.measure(figure(
                new Subject("failing", (profile, results) -> {
                    throw new IOException("It has ended.");
                }),
                new Subject("missing", (profile, results) -> {
                    throw new NotInstalledException("There is none.");
                }),
                contestant(PEER, 1)));

        // Then
        assertThat(outcome.rows()).extracting(Row::contestant).containsOnly(PEER);
        assertThat(outcome.failures()).hasSize(2).allMatch(failure -> failure.equals("failing: It has ended."));
        assertThat(Table.of(List.of(outcome))).contains("Failed: failing");
        assertThat(benchmarks.hasFailed()).isTrue();
    }

    @Test
    void theTableShowsTheRatioToThePeer() throws Exception {
        // When
        String table = Table.of(List.of(measure(contestant(Subject.OURS, 3), contestant(PEER, 2))));

        // Then
        assertThat(table).contains(
                "| low | Download Manager | 60 | 3.00 | 3.00 ms | 3.00 | 3.00 | 3.00 |  |  | CPU 4.00; nothing else runs |",
                "| low | " + PEER
                        + " | 60 | 2.00 | 2.00 ms | 2.00 | 2.00 | 2.00 | 1.50 | 1.50 | CPU 4.00; nothing else runs |",
                MACHINE.toString());
    }

    @Test
    void savedResultsAreReadUnchanged(@TempDir Path directory) throws Exception {
        // Given
        Outcome outcome = measure(contestant(Subject.OURS, 3), contestant(PEER, 2));
        Archive archive = new Archive(directory);

        // When
        archive.keep(outcome);

        // Then
        assertThat(archive.outcomes(List.of("other", "figure"))).containsExactly(outcome);
    }

    @Test
    void everyLoadHasAPlotWithALineForEachSubject(@TempDir Path directory) throws Exception {
        // Given
        Outcome outcome = measure(contestant(Subject.OURS, 3), contestant(PEER, 2));

        // When
        new Archive(directory).keep(outcome);

        // Then
        assertThat(directory.resolve("figure-low-ms.svg")).exists();
        String svg = Files.readString(directory.resolve("figure-high-ms.svg"));
        assertThat(DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(directory.resolve("figure-high-ms.svg").toFile()).getElementsByTagName("polyline").getLength())
                .isEqualTo(2);
        assertThat(svg).contains("The &lt;other> &amp; one").doesNotContain("NaN", "Infinity");
    }

    private Outcome measure(Subject... contestants) throws Exception {
        return new Benchmarks(Profile.FULL, MACHINE).measure(figure(contestants));
    }

    private static Benchmark figure(Subject... contestants) {
        return new Benchmark("figure", "A figure", "Conditions.", "An aim.", Benchmark.Rounds.TWO,
                List.of(contestants));
    }

    private Subject contestant(String name, double value) {
        return new Subject(name, (profile, results) -> {
            turns.add(name);
            for (String load : List.of("low", "high")) {
                for (int i = 0; i < 30; i++) {
                    results.at(load, "ms").value(value);
                }
                results.at(load, "ms").fact("CPU", 4);
                results.at(load, "ms").remark("nothing else runs");
            }
        });
    }
}
