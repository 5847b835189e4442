package org.downloadmanager.worker.generation.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;

import org.awaitility.Awaitility;
import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.GenerationStoppedException;
import org.downloadmanager.worker.generation.RecordingGeneration;
import org.downloadmanager.worker.generation.RecordingGeneration.Reached;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;

class RowFileGeneratorTest {

    private static final String EVENTS = "SELECT file_row_number, moment, size, note"
            + " FROM read_parquet('${data}/events.parquet', file_row_number = true) WHERE {filters}";

    private static final String FAILING_LATE = "SELECT uuid() AS uuid, CASE WHEN range = 2500000 THEN 'x'"
            + " ELSE range::VARCHAR END::BIGINT AS id FROM range(3000000)";

    @TempDir
    Path directory;

    private final Sources sources = new Sources();

    @BeforeEach
    void writeEvents() throws IOException, SQLException {
        Files.createDirectories(directory.resolve("data"));
        // Hundreds of rows share a time, and rows repeat: only their number distinguishes them.
        execute("COPY (SELECT TIMESTAMP '2001-01-01' + to_minutes((range // 300)::INTEGER) AS moment,"
                + " range % 7 AS size, CASE WHEN range % 5 > 0 THEN 'note ' || range % 3 END AS note FROM range(2000))"
                + " TO '" + directory.resolve("data/events.parquet") + "' (ROW_GROUP_SIZE 500)");
    }

    @AfterEach
    void closeSources() throws SQLException {
        sources.close();
    }

    @Test
    void everyRowIsPresentInOrder() throws Exception {
        // Given
        RecordingGeneration generation = generation("csv", events("ordered: true"));

        // When
        long rows = generate(generation);

        // Then
        assertThat(rows).isEqualTo(2000);
        assertThat(lines(generation.text())).isEqualTo(independentLines(
                "SELECT strftime(moment, '%Y-%m-%d %H:%M:%S'), size, note FROM read_parquet('"
                        + directory.resolve("data/events.parquet") + "')"));
    }

    @ParameterizedTest
    @CsvSource({ "csv, 'ordered: true'", "csv, 'ordered: false'", "jsonl, 'ordered: true'", "jsonl, 'total: none'",
        "csv.gz, 'ordered: true'", "jsonl.gz, 'ordered: true'" })
    void resumingFromAnyCheckpointGivesTheSameBytes(String format, String order) throws Exception {
        // Given
        Export export = events(order);
        RecordingGeneration undisturbed = generation(format, export).checkpointEvery(61);
        generate(undisturbed);

        // When
        List<byte[]> continued = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        for (Reached checkpoint : undisturbed.checkpoints()) {
            RecordingGeneration next = undisturbed.continuedFrom(checkpoint);
            counts.add(generate(next));
            continued.add(next.bytes());
        }

        // Then
        assertThat(continued).hasSize(2000 / 61).allSatisfy(
                bytes -> assertThat(bytes).isEqualTo(undisturbed.bytes()));
        assertThat(counts).containsOnly(2000L);
    }

    @Test
    void everythingBeforeACheckpointIsWritten() throws Exception {
        // Given
        RecordingGeneration generation = generation("csv", events("ordered: true")).checkpointEvery(100)
                .endAtCheckpoint(3);

        // When
        Throwable end = catchThrowable(() -> generate(generation));

        // Then
        assertThat(end).isInstanceOf(GenerationStoppedException.class);
        assertThat(generation.text().lines()).hasSize(1 + 300);
        assertThat(generation.reported().get(generation.reported().size() - 1)).isEqualTo(Progress.of(300, 2000));
    }

    @Test
    void anExportThatIsNotResumableOffersNoCheckpoint() throws Exception {
        // Given
        Export export = export("SELECT range AS id FROM range(100)", "columns: [id]", "resumable: false");
        RecordingGeneration generation = generation("csv", export).checkpointEvery(10);

        // When
        generate(generation);

        // Then
        assertThat(generation.checkpoints()).isEmpty();
        assertThat(generation.text().lines()).hasSize(101);
    }

    @Test
    void parametersAreBound() throws Exception {
        // Given
        Export export = events("ordered: true");
        Map<String, Object> parameters = Map.of("from", "2001-01-01", "before", "2001-01-01T00:01", "size", 3);
        RecordingGeneration generation = new RecordingGeneration(export, "csv", parameters);

        // When
        long rows = generate(generation);

        // Then
        assertThat(rows).isEqualTo(IntStream.range(0, 300).filter(row -> row % 7 == 3).count());
        assertThat(generation.text().lines().skip(1)).allMatch(line -> line.startsWith("2001-01-01 00:00:00,3,"));
    }

    @Test
    void rowsAreCountedWhenThereIsASecondChunk() throws Exception {
        // Given
        Export export = export("SELECT range AS id FROM range(4000)", "columns: [id]", "key: id\n    ordered: true");
        RecordingGeneration generation = generation("csv", export);

        // When
        generate(generation);

        // Then
        assertThat(generation.reported()).containsExactly(Progress.of(0), Progress.of(1000), Progress.of(2000),
                Progress.of(2049, 4000), Progress.of(3000, 4000), Progress.of(4000, 4000), Progress.of(4000, 4000));
    }

    @Test
    void aFileOfOneChunkIsNotCounted() throws Exception {
        // Given
        Export unstable = export("SELECT range AS id FROM range(100) WHERE random() < 0.5", "columns: [id]", "key: id");
        RecordingGeneration generation = generation("csv", unstable);

        // When
        long rows = generate(generation);

        // Then
        assertThat(generation.reported()).containsExactly(Progress.of(0), Progress.of(rows, rows));
    }

    @Test
    void aCheckpointKnowsTheTotal() throws Exception {
        // Given
        RecordingGeneration generation = generation("csv", events("ordered: true")).checkpointEvery(100)
                .endAtCheckpoint(1);

        // When
        Throwable end = catchThrowable(() -> generate(generation));

        // Then
        assertThat(end).isInstanceOf(GenerationStoppedException.class);
        assertThat(generation.reported()).last().isEqualTo(Progress.of(100, 2000));
    }

    @Test
    void anExpensiveTotalIsOmitted() throws Exception {
        // Given
        RecordingGeneration generation = generation("csv", events("total: none"));

        // When
        generate(generation);

        // Then
        assertThat(generation.reported()).extracting(Progress::total).containsOnly(OptionalLong.empty());
    }

    @Test
    void csvDistinguishesNullFromEmptyAndQuotesWhereNeeded() throws Exception {
        // Given
        execute("CREATE TABLE t AS FROM (VALUES (1, NULL, 'a'), (2, '', 'b'), (3, 'say \"hi\", now', 'two\nlines'),"
                + " (4, 'Zürich – 東京 😀', ' x ')) v(id, one, two)");
        RecordingGeneration generation = generation("csv", table("columns: [id, one, two]"));

        // When
        generate(generation);

        // Then
        assertThat(generation.text()).isEqualTo("""
                id,one,two
                1,,a
                2,"",b
                3,"say ""hi"", now","two
                lines"
                4,Zürich – 東京 😀, x\s
                """);
    }

    @Test
    void linesAreNeverEmpty() throws Exception {
        // Given
        execute("CREATE TABLE t AS FROM (VALUES ('a'), (NULL), (''), ('b')) v(one)");
        RecordingGeneration usual = generation("csv", table("columns: [one]", "resumable: false"));
        RecordingGeneration named = generation("csv",
                table("columns: [one]", "resumable: false", "csv: {nullText: 'NULL'}"));

        // When
        generate(usual);
        generate(named);

        // Then
        assertThat(usual.text()).isEqualTo("one\na\n\"\"\n\"\"\nb\n");
        assertThat(named.text()).isEqualTo("one\na\nNULL\n\"\"\nb\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "ID | `\"ID\",n`", "IDs | `\"IDs\",n`", "Id | Id,n",
        "n ID | n ID,n" }, quoteCharacter = '`')
    void aHeadingThatExcelMistakesForSylkIsQuoted(String name, String heading) throws Exception {
        // Given
        Export export = export("SELECT 1 AS \"" + name + "\", 2 AS n", "columns: ['" + name + "', n]",
                "resumable: false");
        RecordingGeneration generation = generation("csv", export);

        // When
        generate(generation);

        // Then
        assertThat(generation.text()).startsWith(heading + "\n");
    }

    @Test
    void columnNamesAreCaseSensitive() throws Exception {
        // Given
        Export export = export("SELECT range AS id, 'x' AS v, 'y' AS \"V\", 'z' AS Other FROM range(3)",
                "columns: [V, v, other]", "key: id");
        RecordingGeneration generation = generation("csv", export);

        // When
        generate(generation);

        // Then
        assertThat(generation.text()).startsWith("V,v,other\ny,x,z\n");
    }

    @Test
    void columnNamesMayContainAnyCharacter() throws Exception {
        // Given
        Export export = export("SELECT range AS \"i\"\"d\", 'x' AS \"a b\" FROM range(3)",
                "columns: ['i\"d', a b]", "key: 'i\"d'");
        RecordingGeneration csv = generation("csv", export);
        RecordingGeneration jsonl = generation("jsonl", export);

        // When
        generate(csv);
        generate(jsonl);

        // Then
        assertThat(csv.text()).startsWith("\"i\"\"d\",a b\n0,x\n");
        assertThat(jsonl.text()).startsWith("{\"i\\\"d\":0,\"a b\":\"x\"}\n");
    }

    @Test
    void csvDefusesFormulasInTextButLeavesNumbersAlone() throws Exception {
        // Given
        execute("CREATE TABLE t AS FROM (VALUES (1, '=1+1'), (2, '+1'), (3, '-1'), (4, '@a'), (5, e'\\tx'),"
                + " (6, e'\\rx'), (-7, 'a=b')) v(id, one)");
        RecordingGeneration generation = generation("csv", table("columns: [id, one]"));

        // When
        generate(generation);

        // Then
        assertThat(generation.text()).isEqualTo("id,one\n-7,a=b\n1,'=1+1\n2,'+1\n3,'-1\n4,'@a\n5,'\tx\n6,\"'\rx\"\n");
    }

    @Test
    void everyTypeHasOneTextPerFormat() throws Exception {
        // Given
        execute("CREATE TABLE t AS SELECT 1::TINYINT AS id, 12.50::DECIMAL(9, 2) AS price, 1e10::DOUBLE AS big,"
                + " 0.1::FLOAT AS small, 'nan'::DOUBLE AS nan, true AS agreed, DATE '2001-02-03' AS day,"
                + " TIME '10:00' AS clock, TIMESTAMP '2001-02-03 04:05:06' AS moment,"
                + " TIMESTAMP '2001-02-03 04:05:00.5' AS fine, TIMESTAMPTZ '2001-02-03 04:05:06+02' AS instant,"
                + " '7b0f7e0e-3f0e-4b8e-9d5e-2f1c8a9e0d11'::UUID AS uuid, 170141183460469231731687303715884105727 AS huge");
        Export export = table(
                "columns: [id, price, big, small, nan, agreed, day, clock, moment, fine, instant, uuid, huge]");
        RecordingGeneration csv = generation("csv", export);
        RecordingGeneration jsonl = generation("jsonl", export);

        // When
        generate(csv);
        generate(jsonl);

        // Then
        assertThat(csv.text()).endsWith("\n1,12.50,10000000000,0.1,NaN,true,2001-02-03,10:00:00,2001-02-03 04:05:06,"
                + "2001-02-03 04:05:00.500,2001-02-03 02:05:06Z,7b0f7e0e-3f0e-4b8e-9d5e-2f1c8a9e0d11,"
                + "170141183460469231731687303715884105727\n");
        assertThat(jsonl.text()).isEqualTo("{\"id\":1,\"price\":12.50,\"big\":10000000000,\"small\":0.1,"
                + "\"nan\":\"NaN\",\"agreed\":true,\"day\":\"2001-02-03\",\"clock\":\"10:00:00\","
                + "\"moment\":\"2001-02-03T04:05:06\",\"fine\":\"2001-02-03T04:05:00.500\","
                + "\"instant\":\"2001-02-03T02:05:06Z\",\"uuid\":\"7b0f7e0e-3f0e-4b8e-9d5e-2f1c8a9e0d11\","
                + "\"huge\":170141183460469231731687303715884105727}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = { "1", "uuid()" })
    void oldDatesAreThoseOfTheSource(String besides) throws Exception {
        // Given
        execute("CREATE TABLE t AS SELECT 1 AS id, DATE '1582-10-10' AS gone, DATE '0044-03-15 (BC)' AS ides, "
                + besides + " AS other");
        RecordingGeneration generation = generation("csv", table("columns: [id, gone, ides, other]"));

        // When
        generate(generation);

        // Then
        assertThat(generation.text()).contains("\n1,1582-10-10,0044-03-15 (BC),");
    }

    @Test
    void everyTypeMayBeNull() throws Exception {
        // Given
        execute("CREATE TABLE t AS SELECT 1 AS id, NULL::BIGINT AS a, NULL::DECIMAL(9, 2) AS b, NULL::DOUBLE AS c,"
                + " NULL::BOOLEAN AS d, NULL::DATE AS e, NULL::TIME AS f, NULL::TIMESTAMP AS g, NULL::TIMESTAMPTZ AS h,"
                + " NULL::UUID AS i, NULL::VARCHAR AS j, NULL::HUGEINT AS k");
        Export export = table("columns: [id, a, b, c, d, e, f, g, h, i, j, k]");
        RecordingGeneration csv = generation("csv", export);
        RecordingGeneration jsonl = generation("jsonl", export);

        // When
        generate(csv);
        generate(jsonl);

        // Then
        assertThat(csv.text()).endsWith("\n1,,,,,,,,,,,\n");
        assertThat(jsonl.text()).startsWith("{\"id\":1,\"a\":null,\"b\":null,\"c\":null,").endsWith("\"k\":null}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = { "'key ' || range", "TIMESTAMP '2001-01-01' + to_microseconds(range)",
        "DATE '2001-01-01' + range::INTEGER", "(range / 7)::DECIMAL(18, 6)", "range::HUGEINT",
        "TIMESTAMPTZ '2001-01-01 00:00:00+00' + to_seconds(range)", "md5(range::VARCHAR)::UUID" })
    void keysOfManyTypesCanBeResumedFrom(String key) throws Exception {
        // Given
        Export export = export("SELECT " + key + " AS key, range AS n FROM range(50)", "columns: [n]", "key: key");
        RecordingGeneration undisturbed = generation("csv", export).checkpointEvery(7);
        generate(undisturbed);

        // When
        RecordingGeneration continued = undisturbed.continuedFrom(undisturbed.checkpoints().get(3));
        generate(continued);

        // Then
        assertThat(continued.text()).isEqualTo(undisturbed.text());
        assertThat(continued.text().lines()).hasSize(51);
    }

    @ParameterizedTest
    @CsvSource({ "csv.gz, csv", "jsonl.gz, jsonl" })
    void compressedFilesHaveTheSameTextAndNoTimestamp(String compressed, String plain) throws Exception {
        // Given
        Export export = export("SELECT range AS id, md5(range::VARCHAR) AS hash FROM range(5000)",
                "columns: [id, hash]",
                "key: id", "ordered: true");
        RecordingGeneration gzip = generation(compressed, export);
        RecordingGeneration text = generation(plain, export);

        // When
        long rows = generate(gzip);
        generate(text);

        // Then
        assertThat(rows).isEqualTo(5000);
        assertThat(decompressed(gzip.bytes())).isEqualTo(text.text());
        assertThat(members(gzip.bytes())).hasSize(1 + text.bytes().length / (64 * 1024))
                .allSatisfy(header -> assertThat(header).startsWith(0x1F, 0x8B, 8, 0, 0, 0, 0, 0));
    }

    @Test
    void checkpointsOfAFastSourceFallOnSmallCompressedMembers() throws Exception {
        // Given
        Export export = export("SELECT range AS id, md5(range::VARCHAR) AS hash FROM range(20000)",
                "columns: [id, hash]", "key: id", "ordered: true");
        RecordingGeneration undisturbed = generation("csv.gz", export).checkpointEvery(1);

        // When
        new RowFileGenerator(catalog(), sources, Duration.ofDays(1)).generate(undisturbed);

        // Then
        assertThat(undisturbed.checkpoints()).hasSizeGreaterThan(20)
                .allSatisfy(reached -> assertThat(reached.token()).hasSizeLessThan(2000));
        Reached last = undisturbed.checkpoints().get(undisturbed.checkpoints().size() - 1);
        RecordingGeneration continued = undisturbed.continuedFrom(last);
        generate(continued);
        assertThat(continued.bytes()).isEqualTo(undisturbed.bytes());
    }

    @Test
    void aCompressedFileThatEndsWithAMemberIsContinuedWithoutAnother() throws Exception {
        // Given
        Export export = export("SELECT range AS id, repeat('x', 1024 - 12) AS text FROM range(64)",
                "columns: [text]", "key: id", "ordered: true");
        RecordingGeneration undisturbed = generation("jsonl.gz", export).checkpointEvery(1);
        generate(undisturbed);

        // When
        List<byte[]> continued = new ArrayList<>();
        for (Reached checkpoint : undisturbed.checkpoints()) {
            RecordingGeneration next = undisturbed.continuedFrom(checkpoint);
            generate(next);
            continued.add(next.bytes());
        }

        // Then
        assertThat(continued).hasSize(64).allSatisfy(bytes -> assertThat(bytes).isEqualTo(undisturbed.bytes()));
    }

    @ParameterizedTest
    @CsvSource({ "csv.gz, 'moment,size,note\n'", "jsonl.gz, ''" })
    void anEmptyResultIsValidGzip(String format, String expected) throws Exception {
        // Given
        RecordingGeneration generation = new RecordingGeneration(events("ordered: true"), format, Map.of("size", 99L));

        // When
        generate(generation);

        // Then
        assertThat(decompressed(generation.bytes())).isEqualTo(expected.replace("\\n", "\n"));
    }

    @Test
    void anExportMayHaveADialectOfItsOwn() throws Exception {
        // Given
        execute("CREATE TABLE t AS FROM (VALUES (1, NULL, 'NULL', TIMESTAMPTZ '2001-06-01 12:00:00+00'),"
                + " (2, '', 'a;b', TIMESTAMPTZ '2001-01-01 12:00:00+00'), (3, 'a,b', 'Zürich', NULL))"
                + " v(id, one, two, instant)");
        RecordingGeneration csv = generation("csv", table("columns: [id, one, two, instant]",
                "csv: {delimiter: ';', byteOrderMark: true, nullText: 'NULL'}", "zone: Europe/Zurich"));
        RecordingGeneration jsonl = new RecordingGeneration(csv.export(), "jsonl", Map.of());

        // When
        generate(csv);
        generate(jsonl);

        // Then
        assertThat(csv.text()).isEqualTo("""
                \uFEFFid;one;two;instant
                1;NULL;"NULL";2001-06-01 14:00:00+02:00
                2;"";"a;b";2001-01-01 13:00:00+01:00
                3;a,b;Zürich;NULL
                """);
        assertThat(jsonl.text())
                .startsWith("{\"id\":1,\"one\":null,\"two\":\"NULL\",\"instant\":\"2001-06-01T12:00:00Z\"}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = { "','", "';'", "'|'", "\"\\t\"" })
    void formulasAreDefusedInEveryDialect(String delimiter) throws Exception {
        // Given
        execute("CREATE TABLE t AS FROM (VALUES (-1, '=1+1', -1.5), (2, '@a', NULL)) v(id, one, number)");
        RecordingGeneration generation = generation("csv", table("columns: [id, one, number]",
                "csv: {delimiter: " + delimiter + ", byteOrderMark: true, nullText: 'NULL'}"));

        // When
        generate(generation);

        // Then
        String separator = generation.text().substring(3, 4);
        assertThat(generation.text()).isEqualTo(String.join(separator, "\uFEFFid", "one", "number\n-1", "'=1+1",
                "-1.5\n2", "'@a", "NULL\n"));
    }

    @Test
    void anEmptyResultIsAHeader() throws Exception {
        // Given
        RecordingGeneration generation = new RecordingGeneration(events("ordered: true"), "csv", Map.of("size", 99L));

        // When
        long rows = generate(generation);

        // Then
        assertThat(rows).isZero();
        assertThat(generation.text()).isEqualTo("moment,size,note\n");
    }

    @Test
    void tooManyRowsAreRefusedBeforeTheFirstIsWritten() throws Exception {
        // Given
        RecordingGeneration generation = generation("csv", events("maximumRows: 1999"));

        // When
        Throwable end = catchThrowable(() -> generate(generation));

        // Then
        assertFailed(end, "too-many-rows");
        assertThat(generation.bytes()).isEmpty();
    }

    @Test
    void tooManyRowsAreDetectedWithoutATotal() throws Exception {
        // Given
        Export tooMany = events("maximumRows: 1999, total: none");
        Export justEnough = events("maximumRows: 2000, total: none");

        // When
        Throwable end = catchThrowable(() -> generate(generation("csv", tooMany)));
        long rows = generate(generation("csv", justEnough));

        // Then
        assertFailed(end, "too-many-rows");
        assertThat(rows).isEqualTo(2000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "SELECT 100 - range AS id FROM range(50)             | ordered: true",
        "SELECT range // 2 AS id FROM range(50)              | ordered: true",
        "SELECT range // 2 AS id FROM range(50)              | ordered: false",
        "SELECT nullif(range, 49) AS id FROM range(50)       | ordered: true",
        "SELECT concat('a', range // 2) AS id FROM range(50)       | ordered: false",
    })
    void aKeyThatIsNotWhatTheCatalogSaysFailsTheDownload(String query, String order) throws Exception {
        // Given
        Export export = export(query, "columns: [id]", "key: id", order);

        // When
        Throwable end = catchThrowable(() -> generate(generation("csv", export)));

        // Then
        assertFailed(end, "source-unordered");
        assertThat(end).hasMessageContaining("column id");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "SELECT concat('a', range) AS id FROM range(50)      | ordered: true  | unsupported-key",
        "SELECT range::VARIANT AS id FROM range(50)          | ordered: false | unsupported-key",
        "SELECT CASE range WHEN 1 THEN '-0.0' ELSE range END::DOUBLE AS id FROM range(2) | ordered: false | source-unordered",
        "SELECT row(range, 'a') AS id FROM range(50)         | ordered: false | unsupported-type",
        "SELECT 1 AS other                                   | ordered: false | unknown-column",
        "SELECT range AS id, range + 1 AS id FROM range(50)  | ordered: false | unknown-column",
        "SELECT range AS Id, range + 1 AS ID FROM range(50)  | ordered: false | unknown-column",
    })
    void aColumnThatCannotBeTheKeyIsNamedBeforeAnythingIsOffered(String query, String order, String code)
            throws Exception {
        // Given
        Export export = export(query, "columns: [id]", "key: id", order);
        RecordingGeneration generation = generation("csv", export).checkpointEvery(1).endAtCheckpoint(2);

        // When
        Throwable end = catchThrowable(() -> generate(generation));

        // Then
        assertFailed(end, code);
        assertThat(end).hasMessageMatching("(?s).*olumn id.*");
    }

    @Test
    void aRowCountThatDiffersFromTheTotalMeansTheSourceChanged() throws Exception {
        // Given
        Export fewer = export("SELECT range AS id FROM range(10000) WHERE random() < 0.5", "columns: [id]", "key: id");

        // When
        Throwable end = catchThrowable(() -> generate(generation("csv", fewer)));

        // Then
        assertFailed(end, "source-changed");
    }

    @Test
    void aRequestThatTheCatalogNoLongerAcceptsFailsAtOnce() throws Exception {
        // Given
        Export export = export("SELECT range AS id FROM range(:rows)", "columns: [id]", "key: id",
                """
                        parameters:
                              rows: {title: Rows, type: integer, required: true}""");

        // When
        Throwable end = catchThrowable(() -> generate(generation("csv", export)));

        // Then
        assertFailed(end, "source-changed");
        assertThat(end).hasMessageContaining("rows is required");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "DELETE FROM t WHERE id = 30             | total: none  | csv",
        "DELETE FROM t WHERE id = 90             | total: exact | csv.gz",
        "INSERT INTO t VALUES (1000)             | total: exact | jsonl",
        "DELETE FROM t WHERE id >= 30            | total: none  | csv",
        "ALTER TABLE t ALTER id TYPE DOUBLE      | total: none  | jsonl",
    })
    void aFileIsNotContinuedWithOtherRows(String change, String total, String format) throws Exception {
        // Given
        execute("CREATE TABLE t AS SELECT range * 2 AS id FROM range(50)");
        Export export = table("columns: [id]", total);
        RecordingGeneration interrupted = generation(format, export).checkpointEvery(16).endAtCheckpoint(1);
        assertThat(catchThrowable(() -> generate(interrupted))).isInstanceOf(GenerationStoppedException.class);
        sources.close();
        execute(change);

        // When
        Throwable end = catchThrowable(() -> generate(interrupted.continuedFrom(interrupted.checkpoints().get(0))));

        // Then
        assertFailed(end, "source-changed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "range * 3 AS n    | [id, n] | id",
        "99 - range AS n   | [id, n] | n",
        "99 - range AS n   | [n, id] | id",
    })
    void aFileIsNotContinuedByAnotherExport(String column, String columns, String key) throws Exception {
        // Given
        Export before = export("SELECT range AS id, 99 - range AS n FROM range(50)", "columns: [id, n]", "key: id");
        RecordingGeneration interrupted = generation("csv", before).checkpointEvery(16).endAtCheckpoint(1);
        assertThat(catchThrowable(() -> generate(interrupted))).isInstanceOf(GenerationStoppedException.class);
        Export after = export("SELECT range AS id, " + column + " FROM range(50)", "columns: " + columns,
                "key: " + key);
        RecordingGeneration resumed = new RecordingGeneration(after, "csv", Map.of())
                .continuedFrom(interrupted.checkpoints().get(0));

        // When
        Throwable end = catchThrowable(() -> generate(resumed));

        // Then
        assertFailed(end, "source-changed");
    }

    @ParameterizedTest
    @ValueSource(strings = { "SELEC 1", "SELECT nothing FROM range(3)",
        "SELECT * FROM read_parquet('${data}/no.parquet')",
        "SELECT * FROM no_such_table", "SELECT concat('x', range)::INTEGER AS id FROM range(3)",
        "SELECT CASE WHEN range = 2999 THEN 'x' ELSE range::VARCHAR END::BIGINT AS id FROM range(3000)" })
    void whatNoOtherAttemptCanMendFailsWithoutSayingHowItWorks(String query) throws Exception {
        // Given
        Export export = export(query, "columns: [id]", "key: id", "total: none");

        // When
        Throwable end = catchThrowable(() -> generate(generation("csv", export)));

        // Then
        assertFailed(end, "source-failed");
        assertThat(((GenerationFailedException) end).failure().message()).doesNotContain("Error", "SELECT", "parquet",
                directory.toString());
        assertThat(end).hasCauseInstanceOf(SQLException.class);
    }

    @Test
    void aLateErrorFailsTheDownloadLikeAnEarlyOne() throws Exception {
        // Given
        Export export = export(FAILING_LATE, "columns: [id]", "key: id", "ordered: true", "total: none");
        RecordingGeneration generation = generation("csv", export);

        // When
        Throwable end = catchThrowable(() -> generate(generation));

        // Then
        assertThat(generation.text().lines()).hasSizeGreaterThan(1_000_000);
        assertFailed(end, "source-failed");
    }

    @Test
    void aLateErrorIsNotTheEndOfTheRowsForAnyType() throws Exception {
        // Given
        Export export = export(FAILING_LATE, "columns: [id, uuid]", "key: id", "ordered: true", "total: none");
        RecordingGeneration generation = generation("csv", export);

        // When
        Throwable end = catchThrowable(() -> generate(generation));

        // Then
        assertThat(generation.text().lines()).hasSizeGreaterThan(1_000_000);
        assertFailed(end, "source-failed");
    }

    @Test
    void anUnreachableDatabaseIsRetried() throws Exception {
        // Given
        Path file = Files.writeString(directory.resolve("catalog.yaml"), catalog("SELECT 1 AS id", "columns: [id]",
                "key: id").replace("jdbc:duckdb:", "jdbc:postgresql://127.0.0.1:1/none"));
        Export export = Catalog.read(file).find("test").orElseThrow();

        // When // Then
        assertThatThrownBy(() -> generate(generation("csv", export))).isInstanceOf(SQLException.class);
    }

    @Test
    void aStatementBeyondTheTimeoutIsCancelled() throws Exception {
        // Given
        Path file = Files.writeString(directory.resolve("catalog.yaml"), catalog(endless(), "columns: [id]", "key: id")
                .replace("statementTimeout: 1m", "statementTimeout: 1s"));
        Export export = Catalog.read(file).find("test").orElseThrow();

        // When
        Throwable end = catchThrowable(() -> generate(generation("csv", export)));

        // Then
        assertFailed(end, "source-timeout");
    }

    @ParameterizedTest
    @ValueSource(strings = { "exact", "none" })
    void aRunningStatementIsStoppedAtOnce(String total) throws Exception {
        // Given
        Export export = export(endless(), "columns: [id]", "key: id", "total: " + total);
        RecordingGeneration generation = generation("csv", export);
        CompletableFuture<Throwable> end = CompletableFuture
                .supplyAsync(() -> catchThrowable(() -> generate(generation)));
        Awaitility.await().until(generation::canBeStopped);

        // When
        generation.stop();

        // Then
        assertThat(end).succeedsWithin(Duration.ofSeconds(30)).isInstanceOf(GenerationStoppedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "[id]", "[id, uuid]" })
    void fetchingRowsIsInterruptible(String columns) throws Exception {
        // Given
        Export export = export("SELECT range AS id, uuid() AS uuid FROM range(3000000)", "columns: " + columns,
                "key: id", "ordered: true", "total: none");
        RecordingGeneration generation = new RecordingGeneration(export, "csv", Map.of()) {
            @Override
            public void progress(Progress reached) {
                if (reached.done() == 1_000_000) {
                    stop();
                }
            }
        };

        // When
        Throwable end = catchThrowable(() -> generate(generation));

        // Then
        assertThat(end).isInstanceOf(GenerationStoppedException.class);
        assertThat(generation.text().lines()).hasSizeLessThanOrEqualTo(1 + 1_000_000);
    }

    @Test
    void aParameterDeterminesTheColumnType() throws Exception {
        // Given
        Export export = export("SELECT range AS id, coalesce(:least, range::INTEGER) AS least FROM range(3)",
                "columns: [id, least]", "key: id",
                """
                        parameters:
                              least: {title: Least, type: decimal, required: true}""");
        RecordingGeneration generation = new RecordingGeneration(export, "csv", Map.of("least", 0.00000012));

        // When
        generate(generation);

        // Then
        assertThat(generation.text()).startsWith("id,least\n0,0.00000012\n");
    }

    @Test
    void manyGeneratorsReadOneSourceConcurrently() throws Exception {
        // Given
        Export export = events("ordered: true");

        // When
        List<CompletableFuture<String>> texts = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    RecordingGeneration generation = generation("csv", export);
                    assertThat(catchThrowable(() -> generate(generation))).isNull();
                    return generation.text();
                })).toList();

        // Then
        assertThat(texts).allSatisfy(text -> assertThat(text.get().lines()).hasSize(2001));
        assertThat(texts.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    }

    /** Takes days, without an early result. */
    private static String endless() {
        return "SELECT count(*) AS id FROM range(100000000000) a, range(100000) b WHERE (a.range * b.range) % 7 = 8";
    }

    private Export events(String properties) throws IOException {
        return export(EVENTS, "columns: [moment, size, note]", "key: file_row_number",
                properties.replace(", ", "\n    "),
                """
                        parameters:
                              from: {title: From, type: date, filter: "moment >= :from"}
                              before: {title: Before, type: timestamp, filter: "moment < :before"}
                              size: {title: Size, type: integer, filter: "size = :size"}""");
    }

    /** An export of table t in the database file of {@link #execute}. */
    private Export table(String columns, String... properties) throws IOException {
        String[] all = Stream.concat(Stream.of(columns, "key: id"), Stream.of(properties)).toArray(String[]::new);
        Path file = Files.writeString(directory.resolve("catalog.yaml"),
                catalog("SELECT * FROM t", all).replace("\"jdbc:duckdb:\"",
                        "\"jdbc:duckdb:${data}/test.duckdb\""));
        return Catalog.read(file).find("test").orElseThrow();
    }

    private Export export(String query, String... properties) throws IOException {
        Path file = Files.writeString(directory.resolve("catalog.yaml"), catalog(query, properties));
        return Catalog.read(file).find("test").orElseThrow();
    }

    private static String catalog(String query, String... properties) {
        return """
                sources:
                  test:
                    url: "jdbc:duckdb:"
                    statementTimeout: 1m
                exports:
                  test:
                    title: Test
                    source: test
                    formats: [csv, jsonl, csv.gz, jsonl.gz]
                    query: |
                      %s
                    %s
                """.formatted(query, String.join("\n    ", properties));
    }

    private static RecordingGeneration generation(String format, Export export) {
        return new RecordingGeneration(export, format, Map.of());
    }

    private long generate(RecordingGeneration generation) throws Exception {
        return new RowFileGenerator(catalog(), sources, Duration.ZERO).generate(generation);
    }

    private Catalog catalog() {
        return Catalog.read(directory.resolve("catalog.yaml"));
    }

    private static String decompressed(byte[] gzip) throws IOException {
        try (GZIPInputStream text = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The gzip header of each member. */
    private static List<byte[]> members(byte[] gzip) throws DataFormatException {
        List<byte[]> headers = new ArrayList<>();
        for (int at = 0; at < gzip.length;) {
            headers.add(Arrays.copyOfRange(gzip, at, at + 10));
            Inflater inflater = new Inflater(true);
            inflater.setInput(gzip, at + 10, gzip.length - at - 10);
            while (!inflater.finished()) {
                inflater.inflate(new byte[64 * 1024]);
            }
            at += 10 + inflater.getTotalIn() + 8;
            inflater.end();
        }
        return headers;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager
                .getConnection("jdbc:duckdb:" + directory.resolve("data/test.duckdb"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<List<String>> lines(String csv) {
        return CsvReader.builder().ofCsvRecord(csv).stream().skip(1).map(CsvRecord::getFields).toList();
    }

    private static List<List<String>> independentLines(String query) throws SQLException {
        List<List<String>> lines = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                List<String> line = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    line.add(result.getString(i) == null ? "" : result.getString(i));
                }
                lines.add(line);
            }
        }
        return lines;
    }

    private static void assertFailed(Throwable end, String code) {
        assertThat(end).isInstanceOfSatisfying(GenerationFailedException.class,
                failed -> assertThat(failed.failure().code()).isEqualTo(code));
    }
}
