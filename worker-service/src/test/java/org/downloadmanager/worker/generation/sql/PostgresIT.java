package org.downloadmanager.worker.generation.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.worker.generation.FileGenerator;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.GenerationStoppedException;
import org.downloadmanager.worker.generation.Generators;
import org.downloadmanager.worker.generation.RecordingGeneration;
import org.downloadmanager.worker.generation.RecordingGeneration.Reached;
import org.downloadmanager.worker.generation.parquet.ParquetRenderer;
import org.downloadmanager.worker.generation.xlsx.XlsxRenderer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exports of the DuckDB tests, from a real PostgreSQL server. */
class PostgresIT {

    private static final String COLUMNS = "id, moment, day, clock, size, price, ratio, agreed, note, code, instant";

    private static TestPostgres postgres;

    @TempDir
    Path directory;

    private final Sources sources = new Sources();
    private final ParquetRenderer parquet = new ParquetRenderer();

    @BeforeAll
    static void startPostgres() throws IOException, InterruptedException, SQLException {
        Optional<Path> programs = TestPostgres.installed();
        assumeTrue(programs.isPresent(), "no PostgreSQL server is installed on this machine");
        postgres = TestPostgres.start(programs.get());
        postgres.execute("CREATE TABLE events (id BIGINT PRIMARY KEY, moment TIMESTAMP, day DATE, clock TIME,"
                + " size INTEGER, price NUMERIC(12, 2), ratio DOUBLE PRECISION, agreed BOOLEAN, note TEXT,"
                + " code UUID UNIQUE, instant TIMESTAMPTZ)");
        // Reversed, so that the order on disk is not that of the key.
        postgres.execute("INSERT INTO events SELECT " + values("n") + " FROM generate_series(5000, 1, -1) AS s(n)");
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        if (postgres != null) {
            postgres.stop();
        }
    }

    @AfterEach
    void closeDatabases() throws SQLException {
        sources.close();
        parquet.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "csv", "jsonl", "csv.gz", "jsonl.gz", "xlsx", "parquet" })
    void theSameRowsGiveTheSameBytesAsFromDuckDb(String format) throws Exception {
        // Given
        RecordingGeneration fromPostgres = generation(format, postgresSource(),
                "SELECT * FROM events WHERE {filters}", "id");
        RecordingGeneration fromDuckDb = generation(format, "'jdbc:duckdb:'",
                "SELECT " + values("n") + " FROM range(1, 5001) AS s(n) WHERE {filters}", "id");

        // When
        long rows = generate(fromPostgres, postgresSource());
        generate(fromDuckDb, "'jdbc:duckdb:'");

        // Then
        assertThat(rows).isEqualTo(5000);
        assertThat(fromPostgres.bytes()).isEqualTo(fromDuckDb.bytes());
    }

    @Test
    void decimalsKeepAllTheirDigits() throws Exception {
        // Given
        RecordingGeneration generation = generation("parquet", postgresSource(),
                "SELECT 12345678901234567890123456789012345678901234567890.5::NUMERIC AS id WHERE {filters}", "id");

        // When
        generate(generation, postgresSource());

        // Then
        Path file = Files.write(directory.resolve("file.parquet"), generation.bytes());
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT id FROM '" + file + "'")) {
            assertThat(result.next()).isTrue();
            assertThat(result.getObject(1)).isEqualTo("12345678901234567890123456789012345678901234567890.5");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "id", "code" })
    void resumingFromAnyCheckpointGivesTheSameBytes(String key) throws Exception {
        // Given
        RecordingGeneration undisturbed = generation("csv", postgresSource(), "SELECT * FROM events WHERE {filters}",
                key).checkpointEvery(499);
        generate(undisturbed, postgresSource());

        // When
        List<Reached> checkpoints = undisturbed.checkpoints();
        List<RecordingGeneration> continued = checkpoints.stream().map(undisturbed::continuedFrom).toList();
        for (RecordingGeneration next : continued) {
            generate(next, postgresSource());
        }

        // Then
        assertThat(continued).hasSize(10)
                .allSatisfy(next -> assertThat(next.text()).isEqualTo(undisturbed.text()));
    }

    @ParameterizedTest
    @ValueSource(strings = { "BIGSERIAL", "SERIAL", "SMALLSERIAL", "INTEGER GENERATED ALWAYS AS IDENTITY" })
    void sequenceKeysAreNumbers(String type) throws Exception {
        // Given
        postgres.execute("DROP TABLE IF EXISTS numbered");
        postgres.execute("CREATE TABLE numbered (id " + type + " PRIMARY KEY, n INTEGER)");
        postgres.execute("INSERT INTO numbered (n) SELECT * FROM generate_series(1, 500)");
        RecordingGeneration undisturbed = generation("jsonl", postgresSource(),
                "SELECT id FROM numbered WHERE n > 0 AND {filters}", "id").checkpointEvery(99);
        generate(undisturbed, postgresSource());

        // When
        RecordingGeneration continued = undisturbed.continuedFrom(undisturbed.checkpoints().get(2));
        generate(continued, postgresSource());

        // Then
        assertThat(continued.text()).isEqualTo(undisturbed.text()).startsWith("{\"id\":1}\n");
    }

    @Test
    void parametersAreBound() throws Exception {
        // Given
        RecordingGeneration generation = generation("csv", postgresSource(), "SELECT * FROM events WHERE {filters}",
                "id", Map.of("day", "2001-01-03", "moment", "2001-01-03T01:00", "size", 3, "price", 0.5, "agreed", true,
                        "note", "note 2'; DROP TABLE events --"));

        // When
        long rows = generate(generation, postgresSource());

        // Then
        assertThat(rows).isZero();
        assertThat(generation.text()).isEqualTo(COLUMNS.replace(" ", "") + "\n");
    }

    @Test
    void aRunningStatementIsStoppedOnTheServer() throws Exception {
        // Given
        RecordingGeneration generation = generation("csv", postgresSource(),
                "SELECT * FROM events WHERE pg_sleep(1) IS NOT NULL AND {filters}", "id");
        CompletableFuture<Throwable> end = CompletableFuture
                .supplyAsync(() -> catchThrowable(() -> generate(generation, postgresSource())));
        Awaitility.await().until(() -> postgres.running() == 1);

        // When
        generation.stop();

        // Then
        assertThat(end).succeedsWithin(Duration.ofSeconds(30)).isInstanceOf(GenerationStoppedException.class);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> postgres.running() == 0);
    }

    @Test
    void aStatementBeyondTheTimeoutIsCancelled() throws Exception {
        // Given
        RecordingGeneration generation = generation("csv", postgresSource() + "\n    statementTimeout: 1s",
                "SELECT * FROM events WHERE pg_sleep(1) IS NOT NULL AND {filters}", "id");

        // When
        Throwable end = catchThrowable(() -> generate(generation, postgresSource() + "\n    statementTimeout: 1s"));

        // Then
        assertThat(end).isInstanceOfSatisfying(GenerationFailedException.class,
                failed -> assertThat(failed.failure().code()).isEqualTo("source-timeout"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "SELECT no_such_column AS id FROM events WHERE {filters}", "SELEC 1 {filters}",
        "SELECT * FROM nowhere WHERE {filters}", "SELECT 1 / (id - 2500) AS id FROM events WHERE {filters}" })
    void permanentErrorsFailAtTheFirstAttempt(String query) throws Exception {
        // Given
        RecordingGeneration generation = generation("csv", postgresSource(), query, "id");

        // When
        Throwable end = catchThrowable(() -> generate(generation, postgresSource()));

        // Then
        assertThat(end).isInstanceOfSatisfying(GenerationFailedException.class,
                failed -> assertThat(failed.failure().code()).isEqualTo("source-failed"));
    }

    @Test
    void aServerShutdownIsRetried() throws Exception {
        // Given
        RecordingGeneration generation = generation("csv", postgresSource(),
                "SELECT * FROM events WHERE pg_sleep(1) IS NOT NULL AND {filters}", "id");
        CompletableFuture<Throwable> end = CompletableFuture
                .supplyAsync(() -> catchThrowable(() -> generate(generation, postgresSource())));
        Awaitility.await().until(() -> postgres.running() == 1);

        // When
        postgres.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE state = 'active' AND pid <> pg_backend_pid()");

        // Then
        assertThat(end).succeedsWithin(Duration.ofSeconds(30)).isInstanceOf(SQLException.class);
    }

    @Test
    void theTextOfAValueIgnoresTheRolesSettings() throws Exception {
        // Given
        postgres.execute("DROP ROLE IF EXISTS odd");
        postgres.execute("CREATE ROLE odd LOGIN SUPERUSER");
        for (String setting : List.of("TimeZone = 'Asia/Kathmandu'", "IntervalStyle = 'iso_8601'",
                "DateStyle = 'German'",
                "bytea_output = 'escape'", "extra_float_digits = 0")) {
            postgres.execute("ALTER ROLE odd SET " + setting);
        }
        String query = "SELECT concat_ws('|', timestamptz '2001-02-03 04:05:06+00', interval '1 year -2 days',"
                + " date '2001-02-03', bytea '\\x3d00', 0.1::float4 + 0.2::float4) AS id WHERE {filters}";
        RecordingGeneration usual = generation("csv", postgresSource(), query, "id");
        RecordingGeneration odd = generation("csv", postgresSource(), query, "id");

        // When
        generate(usual, postgresSource());
        generate(odd, postgresSource().replace("user=test", "user=odd"));

        // Then
        assertThat(odd.text()).isEqualTo(usual.text())
                .contains("2001-02-03 04:05:06+00|1 year -2 days|2001-02-03|\\x3d00|0.3");
    }

    @Test
    void aReadOnlySessionRefusesWrites() throws Exception {
        // Given
        Catalog catalog = Catalog.read(catalog(postgresSource(), "SELECT 1 AS id WHERE {filters}", "id"));

        // When // Then
        try (Connection connection = sources.open(catalog.sources().get(0));
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("DELETE FROM events")).isInstanceOf(SQLException.class)
                    .hasMessageContaining("read-only");
        }
    }

    /** The same values in both dialects. */
    private static String values(String n) {
        return Stream.of("%s AS id",
                "TIMESTAMP '2001-01-01 00:00:00' + CAST(floor(%s / 300.0) AS INTEGER) * INTERVAL '1 minute' AS moment",
                "DATE '2001-01-01' + CAST(%s %% 100 AS INTEGER) AS day",
                "TIME '00:00:00' + (%s %% 600) * INTERVAL '1 minute' AS clock", "CAST(%s %% 7 AS INTEGER) AS size",
                "CAST(%s * 0.25 AS NUMERIC(12, 2)) AS price", "%s * 1.5e0 AS ratio", "%s %% 2 = 0 AS agreed",
                "CASE WHEN %1$s %% 5 = 0 THEN NULL WHEN %1$s %% 5 = 1 THEN '' WHEN %1$s %% 5 = 2 THEN 'Zürich, \"ZH\"'"
                        + " ELSE CONCAT('note ', %1$s) END AS note",
                "CAST(md5(CAST(%s AS VARCHAR)) AS UUID) AS code",
                "TIMESTAMPTZ '2001-06-01 12:00:00+02' + %s * INTERVAL '1 second' AS instant")
                .map(column -> column.formatted(n)).reduce((one, other) -> one + ", " + other).orElseThrow();
    }

    private static String postgresSource() {
        return postgres.url();
    }

    private RecordingGeneration generation(String format, String source, String query, String key)
            throws IOException {
        return generation(format, source, query, key, Map.of());
    }

    private RecordingGeneration generation(String format, String source, String query, String key,
            Map<String, Object> parameters) throws IOException {
        Export export = Catalog.read(catalog(source, query, key)).find("events").orElseThrow();
        return new RecordingGeneration(export, format, parameters);
    }

    private long generate(RecordingGeneration generation, String source) throws Exception {
        Catalog catalog = Catalog.read(catalog(source, "SELECT 1 AS id WHERE {filters}", "id"));
        List<FileGenerator> all = List.of(new RowFileGenerator(catalog, sources),
                new RenderedFileGenerator(catalog, sources, List.of(new XlsxRenderer(), parquet)));
        return new Generators(all, catalog).of(generation.export(), generation.format()).generate(generation);
    }

    private Path catalog(String source, String query, String key) throws IOException {
        String columns = query.startsWith("SELECT *") || query.contains("range(") ? COLUMNS : "id";
        return Files.writeString(Files.createTempFile(directory, "catalog", ".yaml"), """
                sources:
                  test:
                    url: %s
                exports:
                  events:
                    title: Events
                    source: test
                    query: |
                      %s
                    columns: [%s]
                    key: %s
                    formats: [csv, jsonl, csv.gz, jsonl.gz, xlsx, parquet]
                    parameters:
                      day: {title: Day, type: date, filter: "day = :day"}
                      moment: {title: Moment, type: timestamp, filter: "moment >= :moment"}
                      size: {title: Size, type: integer, filter: "size >= :size"}
                      price: {title: Price, type: decimal, filter: "price >= :price"}
                      agreed: {title: Agreed, type: boolean, filter: "agreed = :agreed"}
                      note: {title: Note, type: text, filter: "note = :note"}
                """.formatted(source, query, columns, key));
    }
}
