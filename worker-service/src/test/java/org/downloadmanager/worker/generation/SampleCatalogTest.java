package org.downloadmanager.worker.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Validation.Valid;
import org.downloadmanager.downloads.FileRequest;
import org.downloadmanager.worker.generation.parquet.ParquetRenderer;
import org.downloadmanager.worker.generation.pdf.PdfRenderer;
import org.downloadmanager.worker.generation.sql.RenderedFileGenerator;
import org.downloadmanager.worker.generation.sql.RowFileGenerator;
import org.downloadmanager.worker.generation.sql.Sources;
import org.downloadmanager.worker.generation.xlsx.XlsxRenderer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalog of the project on its real data. */
class SampleCatalogTest {

    private static final Path DIRECTORY = Path.of("../deploy/local/catalog");
    private static final Catalog CATALOG = Catalog.read(DIRECTORY.resolve("catalog.yaml"));

    @TempDir
    Path directory;

    private final Sources sources = new Sources();
    private final ParquetRenderer parquet = new ParquetRenderer();

    @AfterEach
    void closeDatabases() throws SQLException {
        sources.close();
        parquet.close();
    }

    @Test
    void theFlightsEqualAnIndependentQuery() throws Exception {
        // Given
        RecordingGeneration generation = generation("flights", "csv",
                Map.of("origin", "LAS", "from", "2001-01-01", "to", "2001-02-01", "minDelay", "15"));

        // When
        generate(generation);

        // Then
        assertThat(generation.text()).isEqualTo(independently("SELECT * FROM '%s/flights-3m.parquet'"
                + " WHERE origin = 'LAS' AND date < TIMESTAMP '2001-02-01' AND delay >= 15"));
        assertThat(generation.text().lines()).hasSizeGreaterThan(1000);
    }

    @Test
    void theFlightsAreTheSameAsParquet() throws Exception {
        // Given
        RecordingGeneration csv = generation("flights", "csv", Map.of("origin", "LAS", "minDelay", 15));
        RecordingGeneration generation = generation("flights", "parquet", Map.of("origin", "LAS", "minDelay", 15));
        generate(csv);

        // When
        generate(generation);

        // Then
        Path file = Files.write(directory.resolve("flights.parquet"), generation.bytes());
        assertThat(independently("SELECT * FROM '" + file + "'")).isEqualTo(csv.text());
    }

    @Test
    void resumingInsideARunOfEqualKeysIsExact() throws Exception {
        // Given
        RecordingGeneration undisturbed = generation("flights", "csv", Map.of("from", "2001-06-30"))
                .checkpointEvery(1009);
        generate(undisturbed);

        // When
        List<RecordingGeneration> continued = undisturbed.checkpoints().stream().map(undisturbed::continuedFrom)
                .toList();
        for (RecordingGeneration next : continued) {
            generate(next);
        }

        // Then
        assertThat(continued).hasSizeGreaterThan(5)
                .allSatisfy(next -> assertThat(next.text()).isEqualTo(undisturbed.text()));
    }

    @Test
    void delaysNameKnownAirportsAndKeepUnknownCodes() throws Exception {
        // Given
        RecordingGeneration csv = generation("delays-by-airport", "csv", Map.of("minFlights", 1));
        RecordingGeneration pdf = generation("delays-by-airport", "pdf", Map.of());

        // When
        long rows = generate(csv);
        generate(pdf);

        // Then
        assertThat(rows).isEqualTo(csv.text().lines().count() - 1);
        assertThat(csv.text()).startsWith("rank,code,airport,city,state,flights,mean_delay,late_percent\n1,")
                .contains(",LAS,McCarran International,Las Vegas,NV,").doesNotContain(",NA,");
        assertThat(pdf.bytes()).startsWith("%PDF".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void tinyIsAboutAKilobyte() throws Exception {
        // Given
        RecordingGeneration generation = generation("tiny", "csv", Map.of());

        // When
        generate(generation);

        // Then
        assertThat(generation.bytes()).hasSizeBetween(900, 1100);
        assertThat(generation.text()).startsWith("number,text\n0,row 0\n1,row 1\n");
    }

    private RecordingGeneration generation(String name, String format, Map<String, Object> given) {
        Export export = CATALOG.find(name).orElseThrow();
        FileRequest request = export.check(format, given).fold(Valid::request, refused -> {
            throw new IllegalArgumentException(refused.toString());
        });
        return new RecordingGeneration(export, format, request.parameters());
    }

    private long generate(RecordingGeneration generation) throws Exception {
        List<FileGenerator> all = List.of(new RowFileGenerator(CATALOG, sources),
                new RenderedFileGenerator(CATALOG, sources, List.of(new PdfRenderer(), new XlsxRenderer(), parquet)));
        return all.stream().filter(one -> one.makes(generation.export(), generation.format())).findFirst()
                .orElseThrow().generate(generation);
    }

    private String independently(String query) throws Exception {
        Path file = directory.resolve("independent.csv");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + query.replace("%s", DIRECTORY.resolve("data").toString()) + ") TO '" + file
                    + "' (HEADER)");
        }
        return Files.readString(file);
    }
}
