package org.downloadmanager.worker.generation.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.worker.generation.RecordingGeneration;
import org.downloadmanager.worker.generation.sql.RenderedFileGenerator;
import org.downloadmanager.worker.generation.sql.Sources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetRendererTest {

    private static final String ALL_TYPES = "SELECT 1 AS id, -7::TINYINT AS small, 9223372036854775807 AS big,"
            + " 170141183460469231731687303715884105::HUGEINT AS huge, 18446744073709551615::UBIGINT AS positive,"
            + " 12.50::DECIMAL(9, 2) AS price, -0.1::DOUBLE AS ratio, 'nan'::DOUBLE AS nan, 0.1::FLOAT AS narrow,"
            + " true AS agreed, DATE '0001-01-01' AS early, DATE '9999-12-31' AS late, TIME '23:59:59.999999' AS clock,"
            + " TIMESTAMP '2001-02-03 04:05:06.123456' AS moment, TIMESTAMPTZ '2001-02-03 04:05:06+02' AS instant,"
            + " '7b0f7e0e-3f0e-4b8e-9d5e-2f1c8a9e0d11'::UUID AS code, 'Zürich – 東京 😀' AS text, '' AS empty,"
            + " '=1+1' AS formula";
    private static final String COLUMNS = "id, small, big, huge, positive, price, ratio, nan, narrow, agreed, early, late,"
            + " clock, moment, instant, code, text, empty, formula";

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
    void columnsHaveTheTypesOfTheSource() throws Exception {
        // When
        Path file = file(ALL_TYPES, COLUMNS, "");

        // Then
        assertThat(ask("SELECT column_name || ' ' || column_type FROM (DESCRIBE FROM '%s')", file)).containsExactly(
                "id INTEGER", "small TINYINT", "big BIGINT", "huge DECIMAL(38,0)", "positive UBIGINT",
                "price DECIMAL(9,2)", "ratio DOUBLE", "nan DOUBLE", "narrow FLOAT", "agreed BOOLEAN", "early DATE",
                "late DATE", "clock TIME", "moment TIMESTAMP", "instant TIMESTAMP WITH TIME ZONE", "code UUID",
                "text VARCHAR", "empty VARCHAR", "formula VARCHAR");
    }

    @Test
    void valuesAreThoseOfTheSource() throws Exception {
        // When
        Path file = file(ALL_TYPES, COLUMNS, "");

        // Then
        assertThat(ask("SELECT count(*) FROM (SELECT * FROM '%s' EXCEPT ("
                + ALL_TYPES + "))", file)).containsExactly("0");
        assertThat(ask("SELECT instant = TIMESTAMPTZ '2001-02-03 02:05:06+00' FROM '%s'", file))
                .containsExactly("true");
    }

    @Test
    void theZoneOfTheExportKeepsInstants() throws Exception {
        // When
        Path file = file(ALL_TYPES, COLUMNS, "zone: Asia/Kathmandu");

        // Then
        assertThat(ask("SELECT instant = TIMESTAMPTZ '2001-02-03 02:05:06+00' FROM '%s'", file))
                .containsExactly("true");
    }

    @Test
    void everyTypeMayBeNull() throws Exception {
        // Given
        String nulls = "SELECT 1 AS id, "
                + Stream.of(COLUMNS.substring(4).split(", "))
                        .map(name -> "nullif(" + name + ", " + name + ") AS " + name)
                        .reduce((one, other) -> one + ", " + other).orElseThrow()
                + " FROM (" + ALL_TYPES + ")";

        // When
        Path file = file(nulls, COLUMNS, "");

        // Then
        assertThat(ask("SELECT count(COLUMNS(*)) FROM '%s'", file)).containsExactly("1");
        assertThat(ask("SELECT count(*) FROM (SELECT unnest([small IS NULL, huge IS NULL, price IS NULL, nan IS NULL,"
                + " agreed IS NULL, early IS NULL, clock IS NULL, moment IS NULL, instant IS NULL, code IS NULL,"
                + " empty IS NULL]) AS is_null FROM '%s') WHERE is_null", file)).containsExactly("11");
    }

    @Test
    void rowsKeepTheirOrderInCompressedGroupsOfABoundedSize() throws Exception {
        // When
        Path file = file("SELECT range AS id, 'text ' || range AS text FROM range(200000)", "id, text", "");

        // Then
        assertThat(ask("SELECT count(*) FROM read_parquet('%s', file_row_number = true)"
                + " WHERE id <> file_row_number OR text <> 'text ' || id", file)).containsExactly("0");
        assertThat(ask("SELECT DISTINCT compression FROM parquet_metadata('%s')", file)).containsExactly("ZSTD");
        assertThat(ask("SELECT max(row_group_num_rows) FROM parquet_metadata('%s')", file)).containsExactly("65536");
    }

    @Test
    void wideRowsMakeSmallerRowGroups() throws Exception {
        // When
        Path file = file("SELECT range AS id, repeat(md5(range::VARCHAR), 512) AS text FROM range(5000)", "id, text",
                "");

        // Then
        assertThat(ask("SELECT max(row_group_num_rows) FROM parquet_metadata('%s')", file)).containsExactly("2048");
    }

    @Test
    void anEmptyResultHasItsColumns() throws Exception {
        // When
        Path file = file(ALL_TYPES + " WHERE 1 = 2", COLUMNS, "");

        // Then
        assertThat(ask("SELECT count(*) FROM '%s'", file)).containsExactly("0");
        assertThat(ask("SELECT count(*) FROM (DESCRIBE FROM '%s')", file)).containsExactly("19");
    }

    @Test
    void manyFilesAreGeneratedConcurrently() throws Exception {
        // Given
        Export export = export("SELECT range AS id, 'text ' || range AS text FROM range(20000)", "id, text", "");

        // When
        List<CompletableFuture<byte[]>> files = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> bytes(export))).toList();

        // Then
        assertThat(files).allSatisfy(file -> assertThat(file.get()).isEqualTo(files.get(0).get()).isNotEmpty());
    }

    @Test
    void noTemporaryFilesAreLeft() throws Exception {
        // Given
        List<Path> before = temporaryFiles();

        // When
        file(ALL_TYPES, COLUMNS, "");

        // Then
        assertThat(temporaryFiles()).isEqualTo(before);
    }

    private static List<Path> temporaryFiles() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
        }
    }

    private Path file(String query, String columns, String property) throws Exception {
        return Files.write(directory.resolve("file.parquet"), bytes(export(query, columns, property)));
    }

    private byte[] bytes(Export export) {
        RecordingGeneration generation = new RecordingGeneration(export, "parquet", Map.of());
        try {
            new RenderedFileGenerator(Catalog.read(directory.resolve("catalog.yaml")), sources, List.of(parquet))
                    .generate(generation);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
        return generation.bytes();
    }

    private Export export(String query, String columns, String property) throws IOException {
        Path file = Files.writeString(directory.resolve("catalog.yaml"), """
                sources:
                  test: {url: "jdbc:duckdb:"}
                exports:
                  test:
                    title: Test
                    source: test
                    query: |
                      %s
                    columns: [%s]
                    key: id
                    formats: [parquet]
                    %s
                """.formatted(query, columns, property));
        return Catalog.read(file).find("test").orElseThrow();
    }

    private static List<String> ask(String query, Path file) throws SQLException {
        List<String> answers = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query.formatted(file))) {
            while (result.next()) {
                answers.add(result.getString(1));
            }
        }
        return answers;
    }
}
