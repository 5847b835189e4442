package org.downloadmanager.worker.generation.xlsx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.RecordingGeneration;
import org.downloadmanager.worker.generation.sql.RenderedFileGenerator;
import org.downloadmanager.worker.generation.sql.Sources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XlsxRendererTest {

    private static final String DAY = "yyyy\\-mm\\-dd";
    private static final String MOMENT = "yyyy\\-mm\\-dd\\ hh:mm:ss";

    @TempDir
    Path directory;

    private final Sources sources = new Sources();

    @AfterEach
    void closeSources() throws SQLException {
        sources.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "-7::TINYINT                                     | NUMBER  | -7",
        "999999999999999                                 | NUMBER  | 999999999999999",
        "-1000000000000000                               | STRING  | -1000000000000000",
        "-9223372036854775808                            | STRING  | -9223372036854775808",
        "170141183460469231731687303715884105727         | STRING  | 170141183460469231731687303715884105727",
        "12.50::DECIMAL(9, 2)                            | NUMBER  | 12.50",
        "1234567890.1234567::DECIMAL(18, 7)              | STRING  | 1234567890.1234567",
        "0.1::FLOAT                                      | NUMBER  | 0.1",
        "-1e300::DOUBLE                                  | NUMBER  | -1e+300",
        "'nan'::DOUBLE                                   | STRING  | NaN",
        "'-inf'::DOUBLE                                  | STRING  | -infinity",
        "true                                            | BOOLEAN | 1",
        "false                                           | BOOLEAN | 0",
        "'7b0f7e0e-3f0e-4b8e-9d5e-2f1c8a9e0d11'::UUID    | STRING  | 7b0f7e0e-3f0e-4b8e-9d5e-2f1c8a9e0d11",
        "'=1+1'                                          | STRING  | =1+1",
        "'+1'                                            | STRING  | +1",
        "'@SUM(A1)'                                      | STRING  | @SUM(A1)",
        "'007'                                           | STRING  | 007",
        "'Zürich – 東京 😀'                                | STRING  | Zürich – 東京 😀",
        "'<b>&amp;\"\"</b> ]]>'                          | STRING  | <b>&amp;\"\"</b> ]]>",
        "concat('a', chr(1), 'b', chr(13), 'c')          | STRING  | a_x0001_b_x000D_c",
        "concat('no _x0041_', chr(65535))                | STRING  | no _x005F_x0041__xFFFF_",
        "'x_y _x004_'                                    | STRING  | x_y _x004_",
        "''                                              | STRING  | ``",
        "DATE '1899-12-31'                               | STRING  | 1899-12-31",
        "DATE '1900-02-28'                               | STRING  | 1900-02-28",
        "DATE '10000-01-01'                              | STRING  | 10000-01-01",
        "TIMESTAMP '0001-01-01 00:00:00'                 | STRING  | 0001-01-01 00:00:00",
    })
    void everyValueIsACellOfItsKindOrTextWhereExcelWouldChangeIt(String sql, CellType type, String raw)
            throws Exception {
        // When
        Cell cell = cell(sql, "");

        // Then
        assertThat(cell.getType()).isEqualTo(type);
        assertThat(type == CellType.STRING ? cell.asString() : cell.getRawValue()).isEqualTo(raw);
        assertThat(cell.getFormula()).isNull();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "DATE '1900-03-01'                         | 61          | 1900-03-01T00:00        | " + DAY,
        "DATE '2001-02-03'                         | 36925       | 2001-02-03T00:00        | " + DAY,
        "DATE '9999-12-31'                         | 2958465     | 9999-12-31T00:00        | " + DAY,
        "TIMESTAMP '2001-02-03 18:00:00'           | 36925.75    | 2001-02-03T18:00        | " + MOMENT,
        "TIMESTAMP '2001-02-03 00:00:00'           | 36925       | 2001-02-03T00:00        | " + MOMENT,
        "TIMESTAMPTZ '2001-02-03 12:00:00+00'      | 36925.5     | 2001-02-03T12:00        | " + MOMENT,
    })
    void daysAndMomentsAreDatesOfExcel(String sql, String raw, String date, String format) throws Exception {
        // When
        Cell cell = cell(sql, "");

        // Then
        assertThat(cell.getType()).isEqualTo(CellType.NUMBER);
        assertThat(cell.getRawValue()).isEqualTo(raw);
        assertThat(cell.asDate()).isEqualTo(date);
        assertThat(cell.getDataFormatString()).isEqualTo(format);
    }

    @Test
    void timesAreFractionsOfADay() throws Exception {
        // When
        Cell cell = cell("TIME '06:00'", "");

        // Then
        assertThat(cell.asNumber()).isEqualTo("0.25");
        assertThat(cell.getDataFormatString()).isEqualTo("hh:mm:ss");
    }

    @Test
    void pointsInTimeAreShownInTheZoneOfTheExport() throws Exception {
        // When
        Cell cell = cell("TIMESTAMPTZ '2001-06-01 12:00:00+00'", "zone: Europe/Zurich");

        // Then
        assertThat(cell.asDate()).isEqualTo("2001-06-01T14:00");
    }

    @Test
    void nullCellsAreEmpty() throws Exception {
        // When
        byte[] file = file("SELECT 1 AS id, NULL::INTEGER AS a, NULL::TEXT AS b, NULL::DATE AS c, 5 AS d",
                "[a, b, c, d]", "", Map.of());

        // Then
        assertThat(rows(file).get(1).stream().map(Optional::ofNullable).map(cell -> cell.map(Cell::getText)))
                .containsExactly(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("5"));
    }

    @Test
    void theHeadingRowIsFrozen() throws Exception {
        // When
        byte[] file = file("SELECT 1 AS id, 2 AS people", "[id: \"No. <1>\", people: People]", "", Map.of());

        // Then
        assertThat(rows(file).get(0)).extracting(Cell::getText).containsExactly("No. <1>", "People");
        assertThat(part(file, "xl/worksheets/sheet1.xml"))
                .contains("<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>");
    }

    @Test
    void columnsContinueAfterZ() throws Exception {
        // Given
        List<String> names = Stream.iterate(1, n -> n + 1).limit(800).map(n -> "c" + n).toList();
        String query = "SELECT 0 AS id, " + String.join(", ", names.stream().map(name -> "'" + name + "' AS " + name)
                .toList());

        // When
        byte[] file = file(query, names.toString(), "", Map.of());

        // Then
        assertThat(rows(file).get(1)).extracting(Cell::getText).isEqualTo(names);
        assertThat(part(file, "xl/worksheets/sheet1.xml")).contains("\"Z2\"", "\"AA2\"", "\"ZZ2\"", "\"AAA2\"",
                "\"ADT2\"");
    }

    @Test
    void anEmptyResultIsASheetWithAHeading() throws Exception {
        // When
        byte[] file = file("SELECT range AS id FROM range(0)", "[id]", "", Map.of());

        // Then
        assertThat(rows(file)).hasSize(1);
    }

    @Test
    void overflowingRowsGoToTheNextSheet() throws Exception {
        // When
        byte[] file = file("SELECT range AS id FROM range(1048576)", "[id]", "", Map.of("sheets", "several"));

        // Then
        try (ReadableWorkbook workbook = new ReadableWorkbook(new ByteArrayInputStream(file))) {
            List<Sheet> sheets = workbook.getSheets().toList();
            assertThat(sheets).extracting(Sheet::getName).containsExactly("1", "2");
            try (Stream<Row> first = sheets.get(0).openStream()) {
                assertThat(first).hasSize(1_048_576).last()
                        .satisfies(row -> assertThat(row.getCellText(0)).isEqualTo("1048574"));
            }
            assertThat(sheets.get(1).read()).extracting(row -> row.getCellText(0)).containsExactly("id", "1048575");
        }
    }

    @Test
    void aTextBeyondTheCellLimitFailsTheDownload() throws Exception {
        // Given
        byte[] longest = file("SELECT 1 AS id, repeat('x', 32767) AS text", "[text]", "", Map.of());

        // When
        Throwable end = catchThrowable(
                () -> file("SELECT 1 AS id, repeat('x', 32768) AS text", "[text]", "", Map.of()));

        // Then
        assertThat(rows(longest).get(1).get(0).asString()).hasSize(32_767);
        assertThat(end).isInstanceOfSatisfying(GenerationFailedException.class, failed -> {
            assertThat(failed.failure().code()).isEqualTo("text-too-long");
            assertThat(failed.failure().message()).contains("32,767", "32,768");
        });
    }

    @Test
    void filesContainNeitherTimeNorPlaceOfGeneration() throws Exception {
        // Given
        String query = "SELECT 1 AS id, TIMESTAMP '2001-02-03 04:05:06' AS moment";
        byte[] here = file(query, "[id, moment]", "", Map.of());
        TimeZone zone = TimeZone.getDefault();

        // When
        byte[] there;
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
        try {
            there = file(query, "[id, moment]", "", Map.of());
        } finally {
            TimeZone.setDefault(zone);
        }

        // Then
        assertThat(there).isEqualTo(here);
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(here))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                assertThat(entry.getTimeLocal()).as(entry.getName()).isEqualTo("1980-02-01T00:00");
            }
        }
    }

    private Cell cell(String sql, String property) throws Exception {
        return rows(file("SELECT 1 AS id, " + sql + " AS value", "[value]", property, Map.of())).get(1).get(0);
    }

    private byte[] file(String query, String columns, String property, Map<String, Object> parameters)
            throws Exception {
        Path file = Files.writeString(directory.resolve("catalog.yaml"), """
                sources:
                  test: {url: "jdbc:duckdb:"}
                exports:
                  test:
                    title: Test
                    source: test
                    query: |
                      %s
                    columns: %s
                    key: id
                    formats: [xlsx]
                    %s
                """.formatted(query, columns, property));
        Catalog catalog = Catalog.read(file);
        Export export = catalog.find("test").orElseThrow();
        RecordingGeneration generation = new RecordingGeneration(export, "xlsx", parameters);
        new RenderedFileGenerator(catalog, sources, List.of(new XlsxRenderer())).generate(generation);
        return generation.bytes();
    }

    /** The cells of the first sheet; null where there is none. */
    private static List<List<Cell>> rows(byte[] file) throws IOException {
        try (ReadableWorkbook workbook = new ReadableWorkbook(new ByteArrayInputStream(file),
                new ReadingOptions(true, true))) {
            List<List<Cell>> rows = new ArrayList<>();
            for (Row row : workbook.getFirstSheet().read()) {
                rows.add(row.stream().toList());
            }
            return rows;
        }
    }

    private static String part(byte[] file, String name) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals(name)) {
                    return new String(zip.readAllBytes(), StandardCharsets.UTF_8);
                }
            }
        }
        throw new AssertionError("no " + name);
    }
}
