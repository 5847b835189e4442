package org.downloadmanager.worker.generation.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.worker.generation.FileGenerator;
import org.downloadmanager.worker.generation.Generators;
import org.downloadmanager.worker.generation.RecordingGeneration;
import org.downloadmanager.worker.generation.parquet.ParquetRenderer;
import org.downloadmanager.worker.generation.xlsx.XlsxRenderer;

import com.fasterxml.jackson.databind.json.JsonMapper;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Rows with arbitrary values are read back unchanged from a file of every format. */
class RandomRowsTest {

    private static final int TRIES = 40;

    /** A row; every value may be NULL. */
    record Values(Long number, BigDecimal price, Double ratio, Boolean agreed, LocalDateTime moment, String text,
            List<String> tags) {}

    private Path directory;
    private Connection database;
    private Sources sources;
    private ParquetRenderer parquet;

    @BeforeProperty
    void open() throws IOException, SQLException {
        directory = Files.createTempDirectory("random-rows");
        database = DriverManager.getConnection("jdbc:duckdb:");
        sources = new Sources();
        parquet = new ParquetRenderer();
    }

    @AfterProperty
    void close() throws Exception {
        sources.close();
        parquet.close();
        database.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Property(tries = TRIES)
    void csvAndJsonLinesAndParquetGiveBackEveryRow(@ForAll("rows") List<Values> rows) throws Exception {
        // Given
        Path data = store(rows);

        // When
        Path csv = file(data, "csv");
        Path jsonLines = file(data, "jsonl");
        Path parquetFile = file(data, "parquet");

        // Then
        String stored = "SELECT * FROM '" + data + "'";
        assertSame(stored, "SELECT * FROM '" + parquetFile + "'");
        assertSame(stored, "SELECT * REPLACE (from_json(tags, '[\"VARCHAR\"]') AS tags) FROM read_csv('" + csv
                + "', header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '\\N',"
                + " allow_quoted_nulls = false, strict_mode = false, columns = {id: 'BIGINT', number: 'BIGINT',"
                + " price: 'DECIMAL(38, 10)', ratio: 'DOUBLE', agreed: 'BOOLEAN', moment: 'TIMESTAMP', text: 'VARCHAR',"
                + " tags: 'VARCHAR'})");
        assertSame(stored.replace("*", "* EXCLUDE (price)"), "SELECT * FROM read_json('" + jsonLines
                + "', format = 'newline_delimited', columns = {id: 'BIGINT', number: 'BIGINT', ratio: 'DOUBLE',"
                + " agreed: 'BOOLEAN', moment: 'TIMESTAMP', text: 'VARCHAR', tags: 'VARCHAR[]'})");
    }

    @Property(tries = TRIES)
    void spreadsheetsGiveBackEveryRow(@ForAll("rows") List<Values> rows) throws Exception {
        // Given
        Path data = store(rows);

        // When
        Path xlsx = file(data, "xlsx");

        // Then
        try (ReadableWorkbook workbook = new ReadableWorkbook(
                new ByteArrayInputStream(Files.readAllBytes(xlsx)))) {
            List<Row> found = workbook.getFirstSheet().read();
            assertThat(found).hasSize(rows.size() + 1);
            for (int i = 0; i < rows.size(); i++) {
                Values values = rows.get(i);
                Row row = found.get(i + 1);
                assertThat(number(row, 1)).isEqualTo(values.number == null ? null : BigDecimal.valueOf(values.number));
                assertThat(number(row, 2)).isEqualTo(values.price);
                assertThat(row.getOptionalCell(6).map(Cell::asString).orElse(null)).isEqualTo(values.text);
            }
        }
    }

    @Provide
    Arbitrary<List<Values>> rows() {
        Arbitrary<String> texts = Arbitraries.strings().withChars(" ,;\"'\\|a1é東😀".toCharArray())
                .withChars('\n', '\t').ofMaxLength(12)
                // No database holds unpaired surrogates, and CSV defuses a line break at the start.
                .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .map(text -> text.startsWith("\n") || text.startsWith("\t") ? "x" + text : text);
        Arbitrary<BigDecimal> prices = Arbitraries.bigIntegers()
                .between(BigInteger.TEN.pow(38).negate().add(BigInteger.ONE), BigInteger.TEN.pow(38).subtract(
                        BigInteger.ONE))
                .map(digits -> new BigDecimal(digits, 10));
        Arbitrary<LocalDateTime> moments = Arbitraries.longs()
                .between(-62_135_596_800_000_000L, 253_402_300_799_999_999L)
                .map(micros -> LocalDateTime.of(1970, 1, 1, 0, 0).plusSeconds(Math.floorDiv(micros, 1_000_000))
                        .plusNanos(Math.floorMod(micros, 1_000_000) * 1_000));
        return Combinators.combine(Arbitraries.longs().injectNull(0.2), prices.injectNull(0.2),
                Arbitraries.doubles().injectNull(0.2), Arbitraries.of(true, false).injectNull(0.2),
                moments.injectNull(0.2), texts.injectNull(0.2),
                texts.injectNull(0.2).list().ofMaxSize(3).injectNull(0.2))
                .as(Values::new).list().ofMaxSize(8);
    }

    /** A Parquet file with these rows, as a source. */
    private Path store(List<Values> rows) throws Exception {
        Path data = Files.createTempFile(directory, "source", ".parquet");
        try (Statement statement = database.createStatement()) {
            statement.execute("CREATE OR REPLACE TABLE stored (id BIGINT, number BIGINT, price DECIMAL(38, 10),"
                    + " ratio DOUBLE, agreed BOOLEAN, moment TIMESTAMP, text VARCHAR, tags VARCHAR[])");
        }
        try (PreparedStatement insert = database.prepareStatement("INSERT INTO stored VALUES (?, CAST(? AS BIGINT),"
                + " CAST(? AS DECIMAL(38, 10)), CAST(? AS DOUBLE), CAST(? AS BOOLEAN), CAST(? AS TIMESTAMP),"
                + " CAST(? AS VARCHAR), from_json(CAST(? AS JSON), '[\"VARCHAR\"]'))")) {
            for (int i = 0; i < rows.size(); i++) {
                Values values = rows.get(i);
                insert.setLong(1, i);
                int column = 2;
                for (Object value : new Object[]{ values.number,
                    values.price == null ? null : values.price.toPlainString(), values.ratio, values.agreed,
                    values.moment, values.text }) {
                    insert.setString(column++, Objects.toString(value, null));
                }
                insert.setString(column, values.tags == null ? null : json(values.tags));
                insert.execute();
            }
        }
        try (Statement statement = database.createStatement()) {
            statement.execute("COPY (FROM stored ORDER BY id) TO '" + data + "'");
        }
        return data;
    }

    private static String json(List<String> texts) throws IOException {
        return new JsonMapper().writeValueAsString(texts);
    }

    private Path file(Path data, String format) throws Exception {
        Path yaml = Files.writeString(directory.resolve("catalog.yaml"), """
                sources:
                  test: {url: "jdbc:duckdb:"}
                exports:
                  test:
                    title: Test
                    source: test
                    query: SELECT * FROM '%s'
                    columns: [id, number, price, ratio, agreed, moment, text, tags]
                    key: id
                    csv: {nullText: '\\N'}
                    formats: [csv, jsonl, xlsx, parquet]
                """.formatted(data));
        Catalog catalog = Catalog.read(yaml);
        Export export = catalog.find("test").orElseThrow();
        RecordingGeneration generation = new RecordingGeneration(export, format, Map.of());
        List<FileGenerator> all = List.of(new RowFileGenerator(catalog, sources),
                new RenderedFileGenerator(catalog, sources, List.of(new XlsxRenderer(), parquet)));
        new Generators(all, catalog).of(export, generation.format()).generate(generation);
        return Files.write(Files.createTempFile(directory, "file", "." + format), generation.bytes());
    }

    private void assertSame(String expected, String actual) throws SQLException {
        assertThat(rows("(" + actual + ") EXCEPT ALL (" + expected + ")")).as(actual).isEmpty();
        assertThat(rows("(" + expected + ") EXCEPT ALL (" + actual + ")")).as(actual).isEmpty();
    }

    private List<String> rows(String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = database.createStatement();
                ResultSet result = statement.executeQuery("SELECT t::VARCHAR FROM (" + query + ") AS t")) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    /** The number of a cell, which is text where Excel would round it. */
    private static BigDecimal number(Row row, int column) {
        return row.getOptionalCell(column).map(cell -> new BigDecimal(cell.getRawValue())).orElse(null);
    }
}
