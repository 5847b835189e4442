package org.downloadmanager.worker.generation.pdf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.GenerationStoppedException;
import org.downloadmanager.worker.generation.RecordingGeneration;
import org.downloadmanager.worker.generation.sql.RenderedFileGenerator;
import org.downloadmanager.worker.generation.sql.Sources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PdfRendererTest {

    private static final String CITIES = """
            sources:
              test: {url: "jdbc:duckdb:"}
            exports:
              cities:
                title: Cities of the world
                description: All of them – größere zuerst.
                source: test
                query: SELECT range AS id, concat('City ', range) AS city, 20000 - range AS people,
                  (range / 10)::DECIMAL(9, 1) AS share FROM range(1200) WHERE {filters}
                columns: [id: "No.", city: City, people: People, share: Share in percent]
                chart: {title: The greatest, label: city, value: people, top: 5}
                resumable: false
                formats: [pdf]
                parameters:
                  least: {title: Least share, type: decimal, filter: "range / 10 >= :least"}
                  named: {title: Named, type: text, filter: "city LIKE :named"}
            """;

    @TempDir
    Path directory;

    private final Sources sources = new Sources();

    @AfterEach
    void closeSources() throws SQLException {
        sources.close();
    }

    @Test
    void everyRowIsPrintedAndEveryPageHasAHeading() throws Exception {
        // Given
        RecordingGeneration generation = generation(CITIES, Map.of());

        // When
        long rows = generate(generation);

        // Then
        List<String> pages = pages(generation.bytes());
        assertThat(rows).isEqualTo(1200);
        assertThat(pages).hasSizeGreaterThan(20);
        assertThat(pages).allMatch(page -> page.contains("No. City People Share in percent"));
        for (int page = 0; page < pages.size(); page++) {
            assertThat(pages.get(page)).contains("Page " + (page + 1) + " of " + pages.size());
        }
        assertThat(pages.stream().flatMap(String::lines).filter(line -> line.matches("\\d+ City \\d+ .*")))
                .containsExactlyElementsOf(IntStream.range(0, 1200).mapToObj(
                        row -> "%d City %d %,d %d.%d".formatted(row, row, 20000 - row, row / 10, row % 10)).toList());
    }

    @Test
    void theFirstPageNamesTheExportAndItsParameters() throws Exception {
        // Given
        RecordingGeneration generation = generation(CITIES, Map.of("least", 100.5));

        // When
        generate(generation);

        // Then
        assertThat(pages(generation.bytes()).get(0)).startsWith("""
                Cities of the world
                All of them – größere zuerst.
                Least share: 100.5
                The greatest
                City 1005 18995
                City 1006 18994
                City 1007 18993
                City 1008 18992
                City 1009 18991
                No. City""");
    }

    @Test
    void theSameRowsGiveTheSameBytes() throws Exception {
        // Given
        RecordingGeneration one = generation(CITIES, Map.of());
        RecordingGeneration other = generation(CITIES, Map.of());

        // When
        generate(one);
        generate(other);

        // Then
        assertThat(other.bytes()).isEqualTo(one.bytes());
        assertThat(new String(one.bytes(), StandardCharsets.ISO_8859_1))
                .doesNotContain("/CreationDate", "/ModDate");
    }

    @Test
    void aSpooledRowCountsHalf() throws Exception {
        // Given
        RecordingGeneration generation = generation(CITIES, Map.of());

        // When
        generate(generation);

        // Then
        assertThat(generation.reported()).contains(Progress.of(0), Progress.of(500),
                Progress.of(600, 1200), Progress.of(1100, 1200), Progress.of(1200, 1200));
        assertThat(generation.reported()).extracting(Progress::done).isSorted();
    }

    @Test
    void aReportWithoutRowsStillHasItsHeading() throws Exception {
        // Given
        RecordingGeneration generation = generation(CITIES, Map.of("named", "nowhere"));

        // When
        long rows = generate(generation);

        // Then
        assertThat(rows).isZero();
        assertThat(pages(generation.bytes())).singleElement().asString()
                .contains("Named: nowhere", "No. City People Share in percent", "Page 1 of 1")
                .doesNotContain("The greatest");
    }

    @Test
    void arbitraryTextStaysOnThePage() throws Exception {
        // Given
        String yaml = CITIES.replace("concat('City ', range) AS city",
                "concat('東京 Łódź', chr(10), '😀 ', repeat('very ', 300), 'long') AS city");
        RecordingGeneration generation = generation(yaml, Map.of("least", 119));

        // When
        generate(generation);

        // Then
        assertThat(pages(generation.bytes()).get(0)).contains("□□ Łódź □ very very").contains("…")
                .doesNotContain("long");
    }

    @Test
    void aWideTableIsLandscape() throws Exception {
        // Given
        String yaml = CITIES.replace("columns: [", "columns: [a, b, c, d, ")
                .replace("SELECT range AS id", "SELECT " + List.of("a", "b", "c", "d").stream()
                        .map(name -> "repeat('wide ', 6) AS " + name + ", ").reduce("", String::concat)
                        + "range AS id");
        RecordingGeneration generation = generation(yaml, Map.of());

        // When
        generate(generation);

        // Then
        try (PDDocument document = Loader.loadPDF(generation.bytes())) {
            assertThat(document.getPages()).extracting(PDPage::getMediaBox)
                    .allMatch(box -> box.getWidth() > box.getHeight());
        }
    }

    @Test
    void moreRowsThanAReportMayHaveAreRefused() throws Exception {
        // Given
        RecordingGeneration generation = generation(CITIES.replace("range(1200)", "range(20001)"), Map.of());

        // When
        Throwable end = catchThrowable(() -> generate(generation));

        // Then
        assertThat(end).isInstanceOfSatisfying(GenerationFailedException.class,
                failed -> assertThat(failed.failure().code()).isEqualTo("too-many-rows"));
        assertThat(generation.bytes()).isEmpty();
    }

    @Test
    void aChartOfNonNumericValuesFailsPermanently() throws Exception {
        // Given
        RecordingGeneration generation = generation(CITIES.replace("value: people", "value: city"), Map.of());

        // When
        Throwable end = catchThrowable(() -> generate(generation));

        // Then
        assertThat(end).isInstanceOfSatisfying(GenerationFailedException.class, failed -> {
            assertThat(failed.failure().code()).isEqualTo("chart-not-numeric");
            assertThat(failed.failure().message()).contains("column city");
        });
    }

    @Test
    void aStoppedGenerationEnds() throws Exception {
        // Given
        RecordingGeneration generation = generation(CITIES, Map.of());
        generation.onStop(() -> {});
        generation.stop();

        // When
        Throwable end = catchThrowable(() -> generate(generation));

        // Then
        assertThat(end).isInstanceOf(GenerationStoppedException.class);
        assertThat(generation.bytes()).isEmpty();
    }

    private RecordingGeneration generation(String yaml, Map<String, Object> parameters) throws IOException {
        Path file = Files.writeString(directory.resolve("catalog.yaml"), yaml);
        Export export = Catalog.read(file).find("cities").orElseThrow();
        return new RecordingGeneration(export, "pdf", parameters);
    }

    private long generate(RecordingGeneration generation) throws Exception {
        return new RenderedFileGenerator(Catalog.read(directory.resolve("catalog.yaml")), sources,
                List.of(new PdfRenderer(new InstalledFonts(List.of())))).generate(generation);
    }

    private static List<String> pages(byte[] pdf) throws IOException {
        List<String> pages = new ArrayList<>();
        try (PDDocument document = Loader.loadPDF(pdf)) {
            for (int page = 1; page <= document.getNumberOfPages(); page++) {
                PDFTextStripper text = new PDFTextStripper();
                text.setSortByPosition(true);
                text.setStartPage(page);
                text.setEndPage(page);
                text.setLineSeparator("\n");
                pages.add(text.getText(document));
            }
        }
        return pages;
    }
}
