package org.downloadmanager.worker.generation.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.previews.Preview;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.RecordingGeneration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreviewBuilderTest {

    private static final int MAX_LENGTH = 80;
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path directory;

    private final Sources sources = new Sources();

    @AfterEach
    void closeSources() throws SQLException {
        sources.close();
    }

    @Test
    void theSizeOfASmallExportIsExact() throws Exception {
        // Given
        Catalog catalog = catalog("SELECT range AS number, 'row ' || range AS text FROM range(100)");

        // When
        Preview preview = preview(catalog).orElseThrow();

        // Then
        assertThat(preview.asOf()).isEqualTo(NOW);
        assertThat(preview.rows()).isEqualTo(100);
        assertThat(preview.columns()).containsExactly("number", "text");
        assertThat(preview.firstRows()).hasSize(20).startsWith(List.of("0", "row 0"), List.of("1", "row 1"));
        assertThat(preview.bytes()).containsOnly(
                Map.entry("csv", fileSize(catalog, "csv")),
                Map.entry("csv.gz", fileSize(catalog, "csv.gz")),
                Map.entry("jsonl", fileSize(catalog, "jsonl")));
    }

    @ParameterizedTest
    @ValueSource(strings = { "csv", "csv.gz", "jsonl" })
    void aLargeExportIsEstimated(String format) throws Exception {
        // Given
        Catalog catalog = catalog("SELECT 1000000 + range AS number, hash(range)::VARCHAR AS text FROM range(200000)");

        // When
        Preview preview = preview(catalog).orElseThrow();

        // Then
        assertThat(preview.rows()).isEqualTo(200_000);
        double exact = fileSize(catalog, format);
        assertThat((double) preview.bytes().get(format)).isCloseTo(exact, within(exact / 20));
    }

    @Test
    void anUncountedExportStillHasFirstRows() throws Exception {
        // Given
        Catalog catalog = catalog("SELECT range AS number, 'x' AS text FROM range(200000)", "total: none");

        // When
        Preview preview = preview(catalog).orElseThrow();

        // Then
        assertThat(preview.rows()).isNull();
        assertThat(preview.bytes()).isEmpty();
        assertThat(preview.firstRows()).hasSize(20);
    }

    @Test
    void anExportThatFitsInThePreviewIsCountedByReading() throws Exception {
        // Given
        Catalog catalog = catalog("SELECT range AS number, 'x' AS text FROM range(7)", "total: none");

        // Then
        assertThat(preview(catalog).orElseThrow().rows()).isEqualTo(7);
    }

    @Test
    void anExportWithoutRowsHasAPreviewWithoutRows() throws Exception {
        // Given
        Catalog catalog = catalog("SELECT range AS number, 'x' AS text FROM range(0)");

        // When
        Preview preview = preview(catalog).orElseThrow();

        // Then
        assertThat(preview.rows()).isZero();
        assertThat(preview.bytes()).containsEntry("csv", (long) "number,text\n".length());
        assertThat(preview.firstRows()).isEmpty();
    }

    @Test
    void nullsAreKeptAndLongTextsAreCut() throws Exception {
        // Given
        Catalog catalog = catalog("SELECT range AS number, CASE WHEN range = 1 THEN repeat('x', 1000) END AS text"
                + " FROM range(2)");

        // Then
        assertThat(preview(catalog).orElseThrow().firstRows())
                .containsExactly(Arrays.asList("0", null), List.of("1", "x".repeat(79) + '…'));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "an emoji,                            😀",
        "an emoji with a colour of its skin,  👍🏽",
        "a family,                            👨‍👩‍👧",
        "a flag,                              🇨🇭",
        "a letter with an accent,             e\u0301",
        "a letter with several marks,         a\u0323\u0302",
        "a syllable of Hangul in its parts,   \u1112\u1161\u11ab",
        "a letter with a sign of Devanagari,  \u0928\u093f",
        "a line break of Windows,             '\r\n'",
    })
    void noCharacterIsCutInHalf(String what, String character) {
        for (int before = 0; before <= MAX_LENGTH; before++) {
            // Given
            String text = "x".repeat(before) + character.repeat(100);

            // When
            String shortened = PreviewBuilder.shortened(text);

            // Then
            int fitting = Math.max(0, (MAX_LENGTH - 1 - before) / character.length());
            assertThat(shortened)
                    .isEqualTo("x".repeat(Math.min(before, MAX_LENGTH - 1)) + character.repeat(fitting) + "…");
        }
    }

    @Test
    void endlessCombiningCharactersAreNotShown() {
        assertThat(PreviewBuilder.shortened("a" + "\u0301".repeat(1_000_000))).isEqualTo("…");
    }

    @Test
    void fittingTextIsNotCut() {
        assertThat(PreviewBuilder.shortened("😀".repeat(40))).isEqualTo("😀".repeat(40));
        assertThat(PreviewBuilder.shortened("")).isEmpty();
    }

    @Test
    void thePreviewCountsMoreRowsThanAFileMayHave() throws Exception {
        // Given
        Catalog catalog = catalog("SELECT range AS number, 'x' AS text FROM range(20000)", "maximumRows: 10");

        // Then
        assertThat(preview(catalog).orElseThrow().rows()).isEqualTo(20_000);
    }

    @Test
    void exportsWithRequiredParametersHaveNoPreview() throws Exception {
        // Given
        Catalog catalog = catalog("SELECT range AS number, 'x' AS text FROM range(100) WHERE range < :below",
                "parameters: {below: {title: Below, type: integer, required: true}}");

        // Then
        assertThat(preview(catalog)).isEmpty();
    }

    @Test
    void exportsWithoutPreviewHaveNone() throws Exception {
        // Given
        Catalog catalog = catalog("SELECT range AS number, 'x' AS text FROM range(100)", "preview: false");

        // Then
        assertThat(preview(catalog)).isEmpty();
    }

    @Test
    void aBrokenQueryFailsAsItsFileWould() throws Exception {
        // Given
        Catalog catalog = catalog("SELECT range AS number, 'x' AS text FROM nowhere");

        // Then
        assertThatThrownBy(() -> preview(catalog)).isInstanceOf(GenerationFailedException.class);
    }

    private Optional<Preview> preview(Catalog catalog) throws Exception {
        return new PreviewBuilder(catalog, sources, Clock.fixed(NOW, ZoneOffset.UTC))
                .make(catalog.find("test").orElseThrow());
    }

    private long fileSize(Catalog catalog, String format) throws Exception {
        RecordingGeneration generation = new RecordingGeneration(catalog.find("test").orElseThrow(), format, Map.of());
        new RowFileGenerator(catalog, sources).generate(generation);
        return generation.bytes().length;
    }

    private Catalog catalog(String query, String... properties) throws IOException {
        return Catalog.read(Files.writeString(directory.resolve("catalog.yaml"), """
                sources:
                  test:
                    url: "jdbc:duckdb:"
                exports:
                  test:
                    title: Test
                    source: test
                    formats: [csv, csv.gz, jsonl, xlsx]
                    columns: [number, text]
                    key: number
                    query: "%s"
                    %s
                """.formatted(query, String.join("\n    ", properties))));
    }
}
