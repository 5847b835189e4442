package org.downloadmanager.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.downloadmanager.catalog.Checked.Accepted;
import org.downloadmanager.catalog.Checked.Problem;
import org.downloadmanager.catalog.Checked.Refused;
import org.downloadmanager.downloads.FileRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportTest {

    private static final String ORDERS = """
            sources:
              shop: {url: "jdbc:duckdb:"}
            exports:
              orders:
                title: Orders
                source: shop
                query: |
                  -- ':from' and {filters} in a comment, :code
                  SELECT id, ':code' AS ":code", placed::DATE AS day FROM orders
                  WHERE {filters} AND size >= :least -- {filters}
                columns: [id, day]
                key: id
                formats: [csv, pdf, xlsx]
                parameters:
                  code: {title: Code, type: text, pattern: "[A-Z]{3}", filter: "code = :code OR code = ':code'"}
                  size: {title: Size, type: integer, minimum: -5, maximum: 10, filter: "size = :size"}
                  price: {title: Price, type: decimal, minimum: 0.5, filter: "price >= :price"}
                  day: {title: Day, type: date, filter: "placed >= :day AND placed < :day + INTERVAL 1 DAY"}
                  time: {title: Time, type: timestamp, filter: "placed >= :time"}
                  paid: {title: Paid, type: boolean, filter: "paid = :paid"}
                  state: {title: State, type: choice, options: [open, shipped], filter: "state = :state"}
                  least: {title: Least, type: integer, default: 1}
            """;

    @TempDir
    Path directory;

    private Export orders;

    @BeforeEach
    void readCatalog() throws IOException {
        Path file = Files.writeString(directory.resolve("catalog.yaml"), ORDERS);
        orders = Catalog.read(file).find("orders").orElseThrow();
    }

    @Test
    void jsonAndFormsGiveTheSameRequest() {
        // Given
        Map<String, Object> json = Map.of("code", "LAS", "size", 3, "price", new BigDecimal("2.50"), "paid", true,
                "state", "open", "day", "2001-01-31", "time", "2001-01-31T08:00");
        Map<String, Object> form = Map.of("code", "LAS", "size", " 3 ", "price", "2.5", "paid", "on",
                "state", "open", "day", "2001-01-31", "time", "2001-01-31 08:00:00", "least", "");

        // When
        Checked fromJson = orders.check("csv", json);
        Checked fromForm = orders.check("csv", form);

        // Then
        assertThat(fromJson).isEqualTo(fromForm).isEqualTo(new Accepted(new FileRequest("orders", "csv",
                Map.of("code", "LAS", "size", 3L, "price", 2.5, "paid", true, "state", "open", "day", "2001-01-31",
                        "time", "2001-01-31T08:00", "least", 1L))));
    }

    @Test
    void whatAFormatAsksIsPartOfTheRequestForIt() {
        // When
        Checked bySilence = orders.check("xlsx", Map.of());
        Checked several = orders.check("xlsx", Map.of("sheets", "several"));
        Checked wrong = orders.check("xlsx", Map.of("sheets", "two"));

        // Then
        assertThat(bySilence).isEqualTo(
                new Accepted(new FileRequest("orders", "xlsx", Map.of("least", 1L, "sheets", "one"))));
        assertThat(several).isEqualTo(
                new Accepted(new FileRequest("orders", "xlsx", Map.of("least", 1L, "sheets", "several"))));
        assertThat(wrong).isEqualTo(
                new Refused(List.of(new Problem("sheets", "must be one of one, several"))));
    }

    @Test
    void whatAnotherFormatAsksIsLeftOut() {
        // When
        Checked checked = orders.check("csv", Map.of("sheets", "several"));

        // Then
        assertThat(checked).isEqualTo(new Accepted(new FileRequest("orders", "csv", Map.of("least", 1L))));
    }

    @Test
    void aSheetHasALimitAndSeveralHaveNone() {
        // When
        long one = orders.maximumRows(Format.XLSX, Map.of("sheets", "one"));
        long several = orders.maximumRows(Format.XLSX, Map.of("sheets", "several"));

        // Then
        assertThat(one).isEqualTo(1_048_575);
        assertThat(several).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void nothingGivenIsTheWholeExport() {
        // When
        Checked checked = orders.check("csv", Map.of());

        // Then
        assertThat(checked).isEqualTo(new Accepted(new FileRequest("orders", "csv", Map.of("least", 1L))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "code  | las                   | must match the pattern [A-Z]{3}",
        "code  | LASS                  | must match the pattern [A-Z]{3}",
        "size  | three                 | must be a whole number",
        "size  | 3.0                   | must be a whole number",
        "size  | 99999999999999999999  | must be a whole number",
        "size  | -6                    | must be at least -5",
        "size  | 11                    | must be at most 10",
        "price | 1e999                 | must be a number",
        "price | NaN                   | must be a number",
        "price | 0.49                  | must be at least 0.5",
        "day   | 2001-02-29            | must be a date such as 2001-12-31",
        "day   | 31.01.2001            | must be a date such as 2001-12-31",
        "time  | 2001-01-31            | must be a date and time such as 2001-12-31T23:59:00",
        "time  | 2001-01-31T25:00      | must be a date and time such as 2001-12-31T23:59:00",
        "paid  | yes                   | must be true or false",
        "state | lost                  | must be one of open, shipped",
        "sice  | 1                     | is not a parameter of orders",
    })
    void aWrongValueIsRefusedInWords(String parameter, String value, String message) {
        // When
        Checked checked = orders.check("csv", Map.of(parameter, value));

        // Then
        assertThat(checked).isEqualTo(new Refused(List.of(new Problem(parameter, message))));
    }

    @Test
    void jsonOfAnotherShapeIsRefused() {
        // Given
        Map<String, Object> given = Map.of("code", List.of("LAS"), "size", 3.5, "day", Map.of("from", 1), "price",
                true);

        // When
        Checked checked = orders.check("csv", given);

        // Then
        assertThat(problems(checked)).extracting(Problem::field).containsExactly("code", "size", "price", "day");
    }

    @Test
    void textWithControlCharactersOrWithoutEndIsRefused() {
        // Given
        Parameter free = new Parameter("free", "Free", "", ParameterType.TEXT, false, Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), List.of(),
                Optional.empty());

        // When // Then
        assertThat(free.problem("x".repeat(1000))).isEmpty();
        assertThat(free.problem("x".repeat(1001))).isPresent();
        assertThat(free.problem("a\0b")).isPresent();
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        // When
        Checked checked = orders.check("doc", Map.of("size", "big", "nonsense", 1));

        // Then
        assertThat(problems(checked)).containsExactly(
                new Problem("format", "must be one of csv, pdf, xlsx"),
                new Problem("nonsense", "is not a parameter of orders"),
                new Problem("size", "must be a whole number"));
    }

    @Test
    void aRequiredParameterMustBeGiven() throws IOException {
        // Given
        String yaml = ORDERS.replace("least: {title: Least, type: integer, default: 1}",
                "least: {title: Least, type: integer, required: true}");
        Path file = Files.writeString(directory.resolve("required.yaml"), yaml);
        Export demanding = Catalog.read(file).find("orders").orElseThrow();

        // When
        List<Checked> answers = Arrays.asList(demanding.check("csv", Map.of()),
                demanding.check("csv", Map.of("least", " ")));

        // Then
        assertThat(answers).containsOnly(new Refused(List.of(new Problem("least", "is required"))));
    }

    @Test
    void valuesAreBoundWhereTheSqlNamesThem() {
        // Given
        Map<String, Object> values = Map.of("code", "L' OR 1=1 --", "day", "2001-01-31", "least", 2);

        // When
        BoundQuery bound = orders.bind(values);

        // Then
        assertThat(bound.sql()).isEqualTo("""
                -- ':from' and {filters} in a comment, :code
                SELECT id, ':code' AS ":code", placed::DATE AS day FROM orders
                WHERE ((code = ? OR code = ':code') AND (placed >= ? AND placed < ? + INTERVAL 1 DAY)) AND size >= ? \
                -- {filters}""");
        assertThat(bound.values()).containsExactly("L' OR 1=1 --", LocalDate.of(2001, 1, 31), LocalDate.of(2001, 1, 31),
                2L);
    }

    @Test
    void withoutFiltersEveryRowCounts() {
        // When
        BoundQuery bound = orders.bind(Map.of("least", 1L));

        // Then
        assertThat(bound.sql()).contains("WHERE TRUE AND size >= ?");
        assertThat(bound.values()).containsExactly(1L);
    }

    @Test
    void valuesThatTravelledAsJsonAreBoundWithTheirType() {
        // Given
        Map<String, Object> values = Map.of("size", 3, "price", 2.5, "paid", true, "state", "open", "time",
                "2001-01-31T08:00", "least", 1);

        // When
        BoundQuery bound = orders.bind(values);

        // Then
        assertThat(bound.values()).containsExactly(3L, new BigDecimal("2.5"), LocalDateTime.of(2001, 1, 31, 8, 0), true,
                "open", 1L);
    }

    private static List<Problem> problems(Checked checked) {
        return checked.fold(accepted -> List.of(), Refused::problems);
    }
}
