package org.downloadmanager.worker.generation.sql;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.assertj.core.api.SoftAssertions;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.worker.generation.FileGenerator;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.Generators;
import org.downloadmanager.worker.generation.RecordingGeneration;
import org.downloadmanager.worker.generation.parquet.ParquetRenderer;
import org.downloadmanager.worker.generation.pdf.PdfRenderer;
import org.downloadmanager.worker.generation.sql.TypeMatrix.Edge;
import org.downloadmanager.worker.generation.xlsx.XlsxRenderer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Types, formats and edge values: every value of a table of expected texts goes into a file of every format, together with
 * NULL, and another library reads it back.
 */
abstract class TypesContract {

    @TempDir
    Path directory;

    private final Sources sources = new Sources();
    private final ParquetRenderer parquet = new ParquetRenderer();
    private Connection reader;

    /** The table of the database. */
    abstract List<Edge> edges() throws IOException;

    /** The JDBC URL of the database, as the catalog has it. */
    abstract String url();

    @BeforeEach
    void openReader() throws SQLException {
        reader = DriverManager.getConnection("jdbc:duckdb:");
    }

    @AfterEach
    void closeDatabases() throws SQLException {
        reader.close();
        sources.close();
        parquet.close();
    }

    @Test
    void csvHasTheTextOfEveryValue() throws Exception {
        assertFiles("csv", (edges, bytes, softly) -> assertCsv(edges, bytes, softly));
    }

    @Test
    void compressedCsvHasTheTextOfEveryValue() throws Exception {
        assertFiles("csv.gz", (edges, bytes, softly) -> assertCsv(edges, decompressed(bytes), softly));
    }

    @Test
    void jsonLinesHaveTheTokenOfEveryValue() throws Exception {
        assertFiles("jsonl", (edges, bytes, softly) -> assertJsonLines(edges, bytes, softly));
    }

    @Test
    void compressedJsonLinesHaveTheTokenOfEveryValue() throws Exception {
        assertFiles("jsonl.gz", (edges, bytes, softly) -> assertJsonLines(edges, decompressed(bytes), softly));
    }

    @Test
    void spreadsheetsHaveACellOfTheKindOfEveryValue() throws Exception {
        assertFiles("xlsx", TypesContract::assertXlsx);
    }

    @Test
    void parquetHasEveryValueInTheTypeOfTheSource() throws Exception {
        assertFiles("parquet", this::assertParquet);
    }

    @Test
    void reportsShowTheTextOfEveryValue() throws Exception {
        assertFiles("pdf", TypesContract::assertPdf);
    }

    @Test
    void anUnrepresentableValueIsRefusedWithItsColumnAndRow() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        for (Edge edge : edges()) {
            if (!edge.isServedAs("parquet")) {
                // When
                Throwable end = catchThrowable(() -> generate("parquet", List.of(edge)));

                // Then
                softly.assertThat(end).as("%s", edge).isInstanceOfSatisfying(GenerationFailedException.class,
                        failed -> assertThat(failed.failure().code()).isEqualTo("unsupported-value"));
                if (!edge.type().endsWith("[]")) {
                    softly.assertThat(end).as("%s", edge).hasMessageContaining("Column v, row 1");
                }
            }
        }
        softly.assertAll();
    }

    private interface Check {
        void check(List<Edge> edges, byte[] file, SoftAssertions softly) throws Exception;
    }

    private void assertFiles(String format, Check check) throws Exception {
        SoftAssertions softly = new SoftAssertions();
        for (List<Edge> ofOneType : TypeMatrix.servedByType(edges(), format).values()) {
            try {
                check.check(ofOneType, generate(format, ofOneType), softly);
            } catch (Exception | AssertionError failed) {
                softly.fail("%s".formatted(ofOneType), failed);
            }
        }
        softly.assertAll();
    }

    /** A file with these values, and NULL in the last row. */
    private byte[] generate(String format, List<Edge> edges) throws Exception {
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < edges.size(); i++) {
            query.append("SELECT ").append(i + 1).append(" AS id, ").append(edges.get(i).expression())
                    .append(" AS v UNION ALL ");
        }
        query.append("SELECT ").append(edges.size() + 1).append(", CAST(NULL AS ").append(edges.get(0).type())
                .append(")");
        Path file = Files.writeString(directory.resolve("catalog.yaml"), """
                sources:
                  test: {url: "%s"}
                exports:
                  test:
                    title: Test
                    source: test
                    query: |
                      %s
                    columns: [id, v]
                    key: id
                    csv: {nullText: "NULL"}
                    formats: [csv, csv.gz, jsonl, jsonl.gz, xlsx, parquet, pdf]
                """.formatted(url(), query));
        Catalog catalog = Catalog.read(file);
        RecordingGeneration generation = new RecordingGeneration(catalog.find("test").orElseThrow(), format, Map.of());
        List<FileGenerator> all = List.of(new RowFileGenerator(catalog, sources), new RenderedFileGenerator(catalog,
                sources, List.of(new PdfRenderer(), new XlsxRenderer(), parquet)));
        new Generators(all, catalog).of(generation.export(), generation.format()).generate(generation);
        return generation.bytes();
    }

    private void assertCsv(List<Edge> edges, byte[] bytes, SoftAssertions softly) throws Exception {
        Path file = Files.write(Files.createTempFile(directory, "file", ".csv"), bytes);
        List<String> found = ask("SELECT v FROM read_csv('" + file + "', header = true, all_varchar = true,"
                + " quote = '\"', escape = '\"', delim = ',', nullstr = 'NULL', allow_quoted_nulls = false) ORDER BY id::INT");
        for (int i = 0; i < edges.size(); i++) {
            softly.assertThat(found.get(i)).as("%s", edges.get(i)).isEqualTo(edges.get(i).csv());
        }
        softly.assertThat(found.subList(edges.size(), found.size())).as("%s", edges).containsExactly((String) null);
    }

    private void assertJsonLines(List<Edge> edges, byte[] bytes, SoftAssertions softly) throws Exception {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < edges.size(); i++) {
            expected.add("{\"id\":" + (i + 1) + ",\"v\":" + edges.get(i).json() + "}");
        }
        expected.add("{\"id\":" + (edges.size() + 1) + ",\"v\":null}");
        softly.assertThat(new String(bytes, StandardCharsets.UTF_8).lines().toList()).isEqualTo(expected);
        Path file = Files.write(Files.createTempFile(directory, "file", ".jsonl"), bytes);
        softly.assertThat(ask("SELECT count(*) FROM read_json('" + file + "', format = 'newline_delimited',"
                + " columns = {id: 'INTEGER', v: 'JSON'})")).containsExactly(Integer.toString(expected.size()));
    }

    private static void assertXlsx(List<Edge> edges, byte[] bytes, SoftAssertions softly) throws IOException {
        try (ReadableWorkbook workbook = new ReadableWorkbook(new ByteArrayInputStream(bytes))) {
            List<Row> rows = workbook.getFirstSheet().read();
            softly.assertThat(rows).hasSize(edges.size() + 2);
            for (int i = 0; i < edges.size(); i++) {
                Edge edge = edges.get(i);
                Cell cell = rows.get(i + 1).getCell(1);
                softly.assertThat(cell.getType()).as("%s", edge).isEqualTo(switch (edge.xlsx()) {
                    case "text" -> CellType.STRING;
                    case "truth" -> CellType.BOOLEAN;
                    default -> CellType.NUMBER;
                });
                softly.assertThat(cell.getRawValue()).as("%s", edge).isEqualTo(switch (edge.xlsx()) {
                    case "text", "number" -> edge.text();
                    case "truth" -> edge.text().equals("true") ? "1" : "0";
                    default -> edge.xlsx();
                });
            }
            softly.assertThat(rows.get(edges.size() + 1).getOptionalCell(1)).as("%s", edges).isEmpty();
        }
    }

    private void assertParquet(List<Edge> edges, byte[] bytes, SoftAssertions softly) throws Exception {
        Path file = Files.write(Files.createTempFile(directory, "file", ".parquet"), bytes);
        softly.assertThat(ask("SELECT column_type FROM (DESCRIBE FROM '" + file + "') WHERE column_name = 'v'"))
                .as("%s", edges).containsExactly(edges.get(0).parquetType());
        for (int i = 0; i < edges.size(); i++) {
            String same = "SELECT v IS NOT DISTINCT FROM " + expected(edges.get(i)) + " FROM '" + file + "' WHERE id = "
                    + (i + 1);
            softly.assertThat(ask(same)).as("%s: %s", edges.get(i), ask("SELECT v::VARCHAR FROM '" + file
                    + "' WHERE id = " + (i + 1))).containsExactly("true");
        }
        softly.assertThat(ask("SELECT count(*) FROM '" + file + "' WHERE v IS NULL")).as("%s", edges)
                .containsExactly("1");
    }

    /** The expected value in a Parquet file, as DuckDB parses the text of the table. */
    private static String expected(Edge edge) {
        String text = "'" + edge.text().replace("'", "''") + "'";
        return switch (edge.parquetType()) {
            case "BLOB" -> "unhex(substr(" + text + ", 3))";
            case "VARCHAR", "JSON" -> text;
            default -> edge.parquetType().endsWith("[]") || edge.parquetType().contains("(")
                    && !edge.parquetType().startsWith("DECIMAL")
                            ? "CAST('" + nested(edge) + "'::JSON AS " + edge.parquetType() + ")"
                            : "CAST(" + text + " AS " + edge.parquetType() + ")";
        };
    }

    /** DuckDB reads JSON numbers in double precision, and texts exactly. */
    private static String nested(Edge edge) {
        String json = edge.parquetType().contains("JSON")
                ? edge.text()
                : edge.text().replaceAll("(?<=[\\[,:])(-?[0-9][0-9.e+-]*)(?=[],}])", "\"$1\"");
        return json.replace("'", "''");
    }

    private static void assertPdf(List<Edge> edges, byte[] bytes, SoftAssertions softly) throws IOException {
        try (PDDocument document = Loader.loadPDF(bytes)) {
            String text = comparable(new PDFTextStripper().getText(document));
            for (Edge edge : edges) {
                // Longer texts are cut at the end of the column.
                if (edge.text().length() < 30 && edge.text().chars().allMatch(c -> ' ' <= c && c <= '~')) {
                    softly.assertThat(text).as("%s", edge).contains(comparable(edge.text()));
                }
            }
        }
    }

    /** Reports separate thousands and wrap lines. */
    private static String comparable(String text) {
        return text.replaceAll("[,\\s]", "");
    }

    private static byte[] decompressed(byte[] gzip) throws IOException {
        try (GZIPInputStream text = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return text.readAllBytes();
        }
    }

    private List<String> ask(String query) throws SQLException {
        List<String> answers = new ArrayList<>();
        try (Statement statement = reader.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                answers.add(result.getString(1));
            }
        }
        return answers;
    }
}
