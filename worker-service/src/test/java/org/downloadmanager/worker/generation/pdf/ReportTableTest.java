package org.downloadmanager.worker.generation.pdf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.pdf.DrawnReport.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTableTest {

    @TempDir
    Path directory;

    private final InstalledFonts noFonts = new InstalledFonts(List.of());

    @Test
    void everyValueOfTwentyColumnsIsReadable() throws Exception {
        // Given
        String query = "SELECT 1 AS id, " + values(20, "'value %1$d' AS c%1$d");

        // When
        DrawnReport report = report(query, columns(20)).drawn();

        // Then
        assertThat(report.text()).contains(IntStream.rangeClosed(1, 20).mapToObj(i -> "value " + i).toList())
                .contains("Columns 1 to 11 of 21", "Columns 12 to 21 of 21").doesNotContain("…");
        assertThat(report.pages()).hasSize(1).allSatisfy(ReportTableTest::assertThatAllIsOnThePage);
    }

    @Test
    void theRowsOfAPageAreRepeatedForEachGroupOfColumns() throws Exception {
        // Given
        String query = "SELECT range AS id, " + values(200, "concat('r', range, 'c', %1$d) AS c%1$d")
                + " FROM range(100)";

        // When
        DrawnReport report = report(query, columns(200)).drawn();

        // Then
        assertThat(Pattern.compile("r\\d+c\\d+").matcher(report.text()).results().map(MatchResult::group))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 100).boxed().flatMap(row -> IntStream
                        .rangeClosed(1, 200).mapToObj(column -> "r" + row + "c" + column)).toList());
        assertThat(report.pages().subList(1, report.pages().size())).allSatisfy(page -> {
            assertThat(page.text()).matches("(?s)Columns \\d+ to \\d+ of 201\n.*");
            assertThatAllIsOnThePage(page);
        });
        assertThat(report.text()).doesNotContain("…").containsPattern("\n100 r99c\\d+ ");
    }

    @Test
    void tooManyRowsForAReportAreRefusedWithTheLimit() throws Exception {
        // Given
        ReportRun run = report("SELECT range AS id, " + values(50, "'value' AS c%d") + " FROM range(1000)",
                columns(50));

        // When
        Throwable end = catchThrowable(() -> run.run(new PdfRenderer(noFonts, 10)));

        // Then
        assertThat(end).isInstanceOfSatisfying(GenerationFailedException.class, failed -> {
            assertThat(failed.failure().code()).isEqualTo("too-many-pages");
            assertThat(failed.failure().message())
                    .matches("With 51 columns, only about \\d{2,3} rows fit on the 10 pages .*");
        });
        assertThat(run.generation().bytes()).isEmpty();
    }

    @Test
    void numbersAreNeverCut() throws Exception {
        // Given
        String query = "SELECT range AS id, " + values(20, "(1000000000000000 + range)::BIGINT AS c%d")
                + " FROM range(3)";

        // When
        DrawnReport report = report(query, columns(20)).drawn();

        // Then
        assertThat(report.text()).doesNotContain("…");
        assertThat(Pattern.compile("1,000,000,000,000,00[012]\\b").matcher(report.text()).results()).hasSize(60);
    }

    @Test
    void anOverflowingRowStartsTheNextPage() throws Exception {
        // Given
        int fitting = (int) lines(report("SELECT range AS id FROM range(200)", List.of("id")).drawn().pages().get(0))
                .stream()
                .filter(line -> line.matches("\\d+")).count();

        // When
        List<Page> full = report("SELECT range AS id FROM range(%d)".formatted(fitting), List.of("id")).drawn().pages();
        List<Page> oneMore = report("SELECT range AS id FROM range(%d)".formatted(fitting + 1), List.of("id")).drawn()
                .pages();

        // Then
        assertThat(fitting).isBetween(30, 60);
        assertThat(full).hasSize(1);
        assertThat(oneMore).hasSize(2);
        assertThat(lines(oneMore.get(1)).subList(0, 2)).containsExactly("id", Integer.toString(fitting));
    }

    @Test
    void aWideValueWraps() throws Exception {
        // Given
        String words = IntStream.rangeClosed(1, 12).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));
        String query = "SELECT range AS id, if(range = 550, '%s', 'short') AS v, 'x' AS w, ".formatted(words)
                + "if(range = 560, 12345678, 1) AS n FROM range(600)";

        // When
        DrawnReport report = report(query, List.of("id", "v", "w", "n")).drawn();

        // Then
        assertThat(report.text()).contains("word1 ", "word12").doesNotContain("…");
        assertThat(report.pages()).allSatisfy(ReportTableTest::assertThatAllIsOnThePage);
    }

    @Test
    void longTitlesLeaveSpaceForRows() throws Exception {
        // Given
        List<String> columns = List.of("id: '" + "very long title ".repeat(125) + "'",
                "v: " + "x".repeat(2000));

        // When
        DrawnReport report = report("SELECT range AS id, 'value' AS v FROM range(3)", columns).drawn();

        // Then
        assertThat(report.pages()).hasSize(1).allSatisfy(ReportTableTest::assertThatAllIsOnThePage);
        assertThat(report.text()).contains("0 value", "2 value");
    }

    @Test
    void aTableWithoutRowsShowsAllItsColumns() throws Exception {
        // When
        DrawnReport report = report("SELECT 1 AS id, " + values(60, "'' AS c%d") + " WHERE false", columns(60)).drawn();

        // Then
        assertThat(report.text().split("\\s+")).contains(IntStream.rangeClosed(1, 60).mapToObj(i -> "c" + i)
                .toArray(String[]::new));
    }

    @Test
    void onlyIntegerDigitsAreGrouped() throws Exception {
        // Given
        String query = "SELECT * FROM (VALUES (1.4e-45::FLOAT::DOUBLE), (123456.0000012345::DOUBLE), ('nan'::DOUBLE),"
                + " ('-infinity'::DOUBLE), (1e308::DOUBLE)) t(id)";

        // When
        DrawnReport report = report(query, List.of("id")).drawn();

        // Then
        assertThat(lines(report.pages().get(0))).contains("1.401298464324817e-45", "123,456.0000012345", "NaN",
                "-infinity", "1e+308");
    }

    @Test
    void theIntroductionStaysOnThePage() throws Exception {
        // Given
        ReportRun run = new ReportRun(directory, noFonts, "Title".repeat(400),
                "described in " + "many words ".repeat(1000),
                "SELECT 1 AS id", List.of("id"), Map.of("asked", "something " + "x".repeat(990)));

        // When
        DrawnReport report = run.drawn();

        // Then
        assertThat(report.pages()).hasSizeLessThan(4).allSatisfy(ReportTableTest::assertThatAllIsOnThePage);
        assertThat(report.text()).contains("TitleTitle", "described in many words", "What was asked for: something",
                "…");
    }

    private ReportRun report(String query, List<String> columns) throws Exception {
        return new ReportRun(directory, noFonts, query, columns);
    }

    private static String values(int count, String pattern) {
        return IntStream.rangeClosed(1, count).mapToObj(pattern::formatted).collect(Collectors.joining(", "));
    }

    private static List<String> columns(int count) {
        List<String> columns = new ArrayList<>(List.of("id"));
        IntStream.rangeClosed(1, count).mapToObj(i -> "c" + i).forEach(columns::add);
        return columns;
    }

    private static List<String> lines(Page page) {
        return page.text().lines().filter(line -> !line.startsWith("Title")).toList();
    }

    private static void assertThatAllIsOnThePage(Page page) {
        assertThat(page.glyphs()).allMatch(glyph -> glyph.left() > 10 && glyph.right() <= page.area().getWidth() - 45.9
                && glyph.baseline() > 40 && glyph.baseline() <= page.area().getHeight() - 40);
        assertThat(page.rectangles()).allMatch(page.area()::contains);
    }
}
