package org.downloadmanager.worker.generation.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.GenerationStoppedException;
import org.downloadmanager.worker.generation.RecordingGeneration;
import org.downloadmanager.worker.generation.RecordingGeneration.Reached;
import org.downloadmanager.worker.generation.parquet.ParquetRenderer;
import org.downloadmanager.worker.generation.pdf.PdfRenderer;
import org.downloadmanager.worker.generation.xlsx.XlsxRenderer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every format whose rows are spooled first. */
class RenderedFileGeneratorTest {

    private static final int ROWS = 1500;

    @TempDir
    Path directory;

    private final Sources sources = new Sources();
    private final ParquetRenderer parquet = new ParquetRenderer();

    @BeforeEach
    void writeEvents() throws IOException, SQLException {
        Files.createDirectories(directory.resolve("data"));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (SELECT TIMESTAMP '2001-01-01' + to_minutes((range // 300)::INTEGER) AS moment,"
                    + " range % 7 AS size, (range / 4)::DECIMAL(9, 2) AS price,"
                    + " CASE WHEN range % 5 > 0 THEN 'näte ' || range END AS note FROM range(" + ROWS + ")) TO '"
                    + directory.resolve("data/events.parquet") + "'");
        }
    }

    @AfterEach
    void closeDatabases() throws SQLException {
        sources.close();
        parquet.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "xlsx", "parquet", "pdf" })
    void resumingFromAnyCheckpointGivesTheSameBytes(String format) throws Exception {
        // Given
        RecordingGeneration undisturbed = generation(format, "key: file_row_number").checkpointEvery(211);
        RecordingGeneration other = generation(format, "key: file_row_number");
        long rows = generate(undisturbed);
        generate(other);

        // When
        List<byte[]> continued = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        for (Reached checkpoint : undisturbed.checkpoints()) {
            RecordingGeneration next = undisturbed.continuedFrom(checkpoint);
            counts.add(generate(next));
            continued.add(next.bytes());
        }

        // Then
        assertThat(rows).isEqualTo(ROWS);
        assertThat(other.bytes()).isEqualTo(undisturbed.bytes()).isNotEmpty();
        assertThat(continued).hasSize(ROWS / 211 + 1)
                .allSatisfy(bytes -> assertThat(bytes).isEqualTo(undisturbed.bytes()));
        assertThat(counts).containsOnly((long) ROWS);
    }

    @ParameterizedTest
    @ValueSource(strings = { "xlsx", "parquet", "pdf" })
    void resumingARenderingDoesNotReadTheSource(String format) throws Exception {
        // Given
        RecordingGeneration undisturbed = generation(format, "resumable: false");
        generate(undisturbed);
        RecordingGeneration handedOver = generation(format, "resumable: false").checkpointEvery(1).endAtCheckpoint(2);
        Throwable end = catchThrowable(() -> generate(handedOver));
        Files.delete(directory.resolve("data/events.parquet"));

        // When
        RecordingGeneration next = handedOver.continuedFrom(handedOver.checkpoints().get(1));
        long rows = generate(next);

        // Then
        assertThat(end).isInstanceOf(GenerationStoppedException.class);
        assertThat(handedOver.checkpoints()).extracting(Reached::token)
                .allMatch(token -> token.startsWith("collected " + ROWS + " "));
        assertThat(rows).isEqualTo(ROWS);
        assertThat(next.bytes()).isEqualTo(undisturbed.bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = { "xlsx", "parquet", "pdf" })
    void progressGoesOnWhileItIsRendered(String format) throws Exception {
        // Given
        RecordingGeneration generation = generation(format, "key: file_row_number");

        // When
        generate(generation);

        // Then
        assertThat(generation.reported()).extracting(Progress::done).isSorted()
                .contains(0L, 500L, 750L, 1250L, 1500L);
        assertThat(generation.reported().stream().filter(progress -> progress.done() >= ROWS / 2))
                .extracting(progress -> progress.total().orElse(-1)).containsOnly((long) ROWS);
    }

    @ParameterizedTest
    @ValueSource(strings = { "xlsx", "parquet", "pdf" })
    void theRenderingHalfKnowsItsTotal(String format) throws Exception {
        // Given
        RecordingGeneration generation = generation(format, "key: file_row_number\n    total: none");

        // When
        generate(generation);

        // Then
        assertThat(generation.reported()).contains(Progress.of(500), Progress.of(750, 1500), Progress.of(1500, 1500));
    }

    @ParameterizedTest
    @ValueSource(strings = { "xlsx", "parquet", "pdf" })
    void aStoppedRenderingEnds(String format) throws Exception {
        // Given
        RecordingGeneration generation = generation(format, "resumable: false");
        RecordingGeneration collected = generation(format, "resumable: false");
        generate(collected);
        RecordingGeneration rendering = generation.continuedFrom(collected.checkpoints().get(0));
        rendering.onStop(() -> {});
        rendering.stop();

        // When
        Throwable end = catchThrowable(() -> generate(rendering));

        // Then
        assertThat(end).isInstanceOf(GenerationStoppedException.class);
        assertThat(rendering.bytes()).hasSizeLessThan(collected.bytes().length);
    }

    @Test
    void moreRowsThanASheetHoldsAreRefusedAfterTheFirstChunk() throws Exception {
        // Given
        Export export = export("SELECT range AS size FROM range(1048576)", "resumable: false");
        RecordingGeneration one = new RecordingGeneration(export, "xlsx", Map.of("sheets", "one"));

        // When
        Throwable end = catchThrowable(() -> generate(one));

        // Then
        assertThat(end).isInstanceOfSatisfying(GenerationFailedException.class, failed -> {
            assertThat(failed.failure().code()).isEqualTo("too-many-rows-for-one-sheet");
            assertThat(failed.failure().message()).contains("1,048,575 rows", "there are 1,048,576",
                    "several sheets");
        });
        assertThat(one.reported()).extracting(Progress::done).allMatch(rows -> rows <= DuckDbCursor.CHUNK);
    }

    @Test
    void theCatalogLimitAppliesToSeveralSheets() throws Exception {
        // Given
        Export export = export("SELECT range AS size FROM range(100)", "resumable: false\n    maximumRows: 99");
        RecordingGeneration several = new RecordingGeneration(export, "xlsx", Map.of("sheets", "several"));

        // When
        Throwable end = catchThrowable(() -> generate(several));

        // Then
        assertThat(end).isInstanceOfSatisfying(GenerationFailedException.class,
                failed -> assertThat(failed.failure().code()).isEqualTo("too-many-rows"));
    }

    private RecordingGeneration generation(String format, String property) throws IOException {
        return new RecordingGeneration(export("SELECT * FROM read_parquet('${data}/events.parquet',"
                + " file_row_number = true)", property), format, Map.of());
    }

    private Export export(String query, String property) throws IOException {
        String columns = query.contains("parquet") ? "moment: Moment, size: Size, price, note" : "size";
        Path file = Files.writeString(directory.resolve("catalog.yaml"), """
                sources:
                  test: {url: "jdbc:duckdb:"}
                exports:
                  events:
                    title: Events
                    source: test
                    formats: [xlsx, parquet, pdf]
                    query: %s
                    columns: [%s]
                    %s
                """.formatted(query, columns, property));
        return Catalog.read(file).find("events").orElseThrow();
    }

    private long generate(RecordingGeneration generation) throws Exception {
        return new RenderedFileGenerator(Catalog.read(directory.resolve("catalog.yaml")), sources,
                List.of(new PdfRenderer(), new XlsxRenderer(), parquet)).generate(generation);
    }
}
