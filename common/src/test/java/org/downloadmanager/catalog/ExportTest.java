package org.downloadmanager.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.downloadmanager.catalog.Validation.Invalid;
import org.downloadmanager.catalog.Validation.Valid;
import org.downloadmanager.catalog.Validation.Violation;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.FileRequest;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.messages.DownloadJson;
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
                  any: {title: Any, type: decimal, filter: "amount >= :any"}
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
        Validation fromJson = orders.check("csv", json);
        Validation fromForm = orders.check("csv", form);

        // Then
        assertThat(fromJson).isEqualTo(fromForm).isEqualTo(new Valid(new FileRequest("orders", "csv",
                Map.of("code", "LAS", "size", 3L, "price", new BigDecimal("2.5"), "paid", true, "state", "open", "day",
                        "2001-01-31",
                        "time", "2001-01-31T08:00", "least", 1L))));
    }

    @Test
    void formatParametersArePartOfTheRequest() {
        // When
        Validation bySilence = orders.check("xlsx", Map.of());
        Validation several = orders.check("xlsx", Map.of("sheets", "several"));
        Validation wrong = orders.check("xlsx", Map.of("sheets", "two"));

        // Then
        assertThat(bySilence).isEqualTo(
                new Valid(new FileRequest("orders", "xlsx", Map.of("least", 1L, "sheets", "one"))));
        assertThat(several).isEqualTo(
                new Valid(new FileRequest("orders", "xlsx", Map.of("least", 1L, "sheets", "several"))));
        assertThat(wrong).isEqualTo(
                new Invalid(List.of(new Violation("sheets", "must be one of one, several"))));
    }

    @Test
    void parametersOfOtherFormatsAreDropped() {
        // When
        Validation checked = orders.check("csv", Map.of("sheets", "several"));

        // Then
        assertThat(checked).isEqualTo(new Valid(new FileRequest("orders", "csv", Map.of("least", 1L))));
    }

    @Test
    void onlyASingleSheetHasARowLimit() {
        // When
        long one = orders.maximumRows(Format.XLSX, Map.of("sheets", "one"));
        long several = orders.maximumRows(Format.XLSX, Map.of("sheets", "several"));

        // Then
        assertThat(one).isEqualTo(1_048_575);
        assertThat(several).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void noParametersMeanTheFullExport() {
        // When
        Validation checked = orders.check("csv", Map.of());

        // Then
        assertThat(checked).isEqualTo(new Valid(new FileRequest("orders", "csv", Map.of("least", 1L))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "code  | las                   | must match the pattern [A-Z]{3}",
        "code  | LASS                  | must match the pattern [A-Z]{3}",
        "size  | three                 | must be a whole number of at most 64 bits",
        "size  | 3.0                   | must be a whole number of at most 64 bits",
        "size  | 1e1                   | must be a whole number of at most 64 bits",
        "size  | 99999999999999999999  | must be a whole number of at most 64 bits",
        "size  | 9223372036854775808   | must be a whole number of at most 64 bits",
        "size  | -9223372036854775809  | must be a whole number of at most 64 bits",
        "size  | -6                    | must be at least -5",
        "size  | 11                    | must be at most 10",
        "price | 1e38                  | must be a number of at most 38 digits",
        "price | 1e-39                 | must be a number of at most 38 digits",
        "price | 1e1000000000          | must be a number of at most 38 digits",
        "price | 1e-1000000000         | must be a number of at most 38 digits",
        "price | 1e99999999999         | must be a number of at most 38 digits",
        "price | 123456789012345678901234567890.123456789 | must be a number of at most 38 digits",
        "price | NaN                   | must be a number of at most 38 digits",
        "price | Infinity              | must be a number of at most 38 digits",
        "price | 0x10                  | must be a number of at most 38 digits",
        "price | 0.49                  | must be at least 0.5",
        "day   | 2001-02-29            | must be a date such as 2001-12-31, in the years 0001 to 9999",
        "day   | 31.01.2001            | must be a date such as 2001-12-31, in the years 0001 to 9999",
        "day   | 1900-02-29            | must be a date such as 2001-12-31, in the years 0001 to 9999",
        "day   | +10000-01-01          | must be a date such as 2001-12-31, in the years 0001 to 9999",
        "day   | 10000-01-01           | must be a date such as 2001-12-31, in the years 0001 to 9999",
        "day   | 0000-12-31            | must be a date such as 2001-12-31, in the years 0001 to 9999",
        "day   | -0001-01-01           | must be a date such as 2001-12-31, in the years 0001 to 9999",
        "day   | +999999999-12-31      | must be a date such as 2001-12-31, in the years 0001 to 9999",
        "day   | infinity              | must be a date such as 2001-12-31, in the years 0001 to 9999",
        "time  | 2001-01-31            | must be a date and time such as 2001-12-31T23:59:00, in the years 0001 to 9999, to the microsecond at most",
        "time  | 2001-01-31T25:00      | must be a date and time such as 2001-12-31T23:59:00, in the years 0001 to 9999, to the microsecond at most",
        "time  | 2001-01-31T24:00      | must be a date and time such as 2001-12-31T23:59:00, in the years 0001 to 9999, to the microsecond at most",
        "time  | 2001-01-31T08:00:00.1234567 | must be a date and time such as 2001-12-31T23:59:00, in the years 0001 to 9999, to the microsecond at most",
        "time  | 2001-01-31T08:00:00.000000001 | must be a date and time such as 2001-12-31T23:59:00, in the years 0001 to 9999, to the microsecond at most",
        "time  | 2001-01-31T08:00Z     | must be a date and time such as 2001-12-31T23:59:00, in the years 0001 to 9999, to the microsecond at most",
        "time  | +10000-01-01T00:00    | must be a date and time such as 2001-12-31T23:59:00, in the years 0001 to 9999, to the microsecond at most",
        "time  | 0000-12-31T23:59:59.999999 | must be a date and time such as 2001-12-31T23:59:00, in the years 0001 to 9999, to the microsecond at most",
        "code  | 'A\uD83D'            | 'must be text of at most 1000 characters, without control characters'",
        "paid  | yes                   | must be true or false",
        "state | lost                  | must be one of open, shipped",
        "sice  | 1                     | is not a parameter of orders",
    })
    void anInvalidValueIsRefusedWithAMessage(String parameter, String value, String message) {
        // When
        Validation checked = orders.check("csv", Map.of(parameter, value));

        // Then
        assertThat(checked).isEqualTo(new Invalid(List.of(new Violation(parameter, message))));
    }

    @Test
    void jsonOfAnotherShapeIsRefused() {
        // Given
        Map<String, Object> given = Map.of("code", List.of("LAS"), "size", 3.5, "day", Map.of("from", 1), "price",
                true);

        // When
        Validation checked = orders.check("csv", given);

        // Then
        assertThat(problems(checked)).extracting(Violation::field).containsExactly("code", "size", "price", "day");
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
        assertThat(free.problem("😀".repeat(1000))).isEmpty();
        assertThat(free.problem("😀".repeat(1001))).isPresent();
        assertThat(free.problem("a\0b")).isPresent();
        assertThat(free.problem("a\ud83d")).isPresent();
        assertThat(free.problem("\ude00b")).isPresent();
    }

    @Test
    void allViolationsAreReportedTogether() {
        // When
        Validation checked = orders.check("doc", Map.of("size", "big", "nonsense", 1));

        // Then
        assertThat(problems(checked)).containsExactly(
                new Violation("format", "must be one of csv, pdf, xlsx"),
                new Violation("nonsense", "is not a parameter of orders"),
                new Violation("size", "must be a whole number of at most 64 bits"));
    }

    @Test
    void aRequiredParameterMustBeGiven() throws IOException {
        // Given
        String yaml = ORDERS.replace("least: {title: Least, type: integer, default: 1}",
                "least: {title: Least, type: integer, required: true}");
        Path file = Files.writeString(directory.resolve("required.yaml"), yaml);
        Export demanding = Catalog.read(file).find("orders").orElseThrow();

        // When
        List<Validation> answers = Arrays.asList(demanding.check("csv", Map.of()),
                demanding.check("csv", Map.of("least", " ")));

        // Then
        assertThat(answers).containsOnly(new Invalid(List.of(new Violation("least", "is required"))));
    }

    @Test
    void bindingsFollowTheNamesInTheSql() {
        // Given
        Map<String, Object> values = Map.of("code", "L' OR 1=1 --", "day", "2001-01-31", "least", 2);

        // When
        BoundQuery bound = orders.bind(values);

        // Then
        assertThat(bound.sql()).isEqualTo("""
                -- ':from' and {filters} in a comment, :code
                SELECT id, ':code' AS ":code", placed::DATE AS day FROM orders
                WHERE ((code = CAST(? AS VARCHAR) OR code = ':code'
                ) AND (placed >= CAST(? AS DATE) AND placed < CAST(? AS DATE) + INTERVAL 1 DAY
                )) AND size >= CAST(? AS BIGINT) -- {filters}""");
        assertThat(bound.values()).containsExactly("L' OR 1=1 --", "2001-01-31", "2001-01-31", "2");
    }

    @Test
    void omittedFiltersSelectEveryRow() {
        // When
        BoundQuery bound = orders.bind(Map.of("least", 1L));

        // Then
        assertThat(bound.sql()).contains("WHERE TRUE AND size >= CAST(? AS BIGINT)");
        assertThat(bound.values()).containsExactly("1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "size  | -5                     | CAST(? AS BIGINT)          | -5",
        "price | 10000000               | CAST(? AS DECIMAL(8, 0))   | 10000000",
        "price | 1e7                    | CAST(? AS DECIMAL(8, 0))   | 10000000",
        "price | 10000000.0             | CAST(? AS DECIMAL(8, 0))   | 10000000",
        "price | 0.5                    | CAST(? AS DECIMAL(1, 1))   | 0.5",
        "price | 2.50                   | CAST(? AS DECIMAL(2, 1))   | 2.5",
        "price | 12345678901234567.89   | CAST(? AS DECIMAL(19, 2))  | 12345678901234567.89",
        "price | 1.00000000000000000001 | CAST(? AS DECIMAL(21, 20)) | 1.00000000000000000001",
        "price | 99999999999999999999999999999999999999 | CAST(? AS DECIMAL(38, 0)) | 99999999999999999999999999999999999999",
        "price | 1e37                   | CAST(? AS DECIMAL(38, 0))  | 10000000000000000000000000000000000000",
        "any   | 0                      | CAST(? AS DECIMAL(1, 0))   | 0",
        "any   | -0.00                  | CAST(? AS DECIMAL(1, 0))   | 0",
        "any   | -0.001                 | CAST(? AS DECIMAL(3, 3))   | -0.001",
        "any   | 1e-38                  | CAST(? AS DECIMAL(38, 38)) | 0.00000000000000000000000000000000000001",
        "day   | 0001-01-01             | CAST(? AS DATE)            | 0001-01-01",
        "day   | 1500-02-28             | CAST(? AS DATE)            | 1500-02-28",
        "day   | 9999-12-31             | CAST(? AS DATE)            | 9999-12-31",
        "time  | 2001-01-31T08:00       | CAST(? AS TIMESTAMP)       | 2001-01-31T08:00",
        "time  | 2001-01-31 08:00:00    | CAST(? AS TIMESTAMP)       | 2001-01-31T08:00",
        "time  | 9999-12-31T23:59:59.999999 | CAST(? AS TIMESTAMP)   | 9999-12-31T23:59:59.999999",
        "paid  | on                     | CAST(? AS BOOLEAN)         | true",
        "state | open                   | CAST(? AS VARCHAR)         | open",
    })
    void aValueIsBoundAsTextWithAllItsDigits(String parameter, String given, String placeholder, String bound) {
        // Given
        FileRequest request = accepted(orders.check("csv", Map.of(parameter, given)));
        FileRequest travelled = DownloadJson.read(DownloadJson.write(Download.requested(DownloadId.random(),
                new Owner("ann"), request, Instant.EPOCH, Duration.ofDays(1)))).request();

        // When
        BoundQuery here = orders.bind(request.parameters());
        BoundQuery there = orders.bind(travelled.parameters());

        // Then
        assertThat(here.sql()).contains(" " + placeholder);
        assertThat(here.values()).startsWith(bound).endsWith("1");
        assertThat(there).isEqualTo(here);
        assertThat(travelled).isEqualTo(request);
    }

    @ParameterizedTest
    @CsvSource({ "1e7, 10000000", "10000000.0, 10000000", "1.0E+7, 10000000", "2.50, 2.5", "0.5e0, 0.5",
        "100000000000000000000.0, 1e20", "-0.0, 0" })
    void equalNumbersMakeEqualRequests(String one, String other) {
        // Given
        List<Object> forms = List.of(one, other, new BigDecimal(one), new BigDecimal(other), " " + one + " ");

        // When
        List<Validation> requests = forms.stream().map(form -> orders.check("csv", Map.of("any", form))).toList();

        // Then
        assertThat(requests).allSatisfy(request -> assertThat(request).isInstanceOf(Valid.class))
                .containsOnly(requests.get(0));
    }

    @Test
    void wholeNumbersOf64BitsComeFromTextAndJson() {
        // Given
        List<Object> forms = List.of("-9223372036854775808", Long.MIN_VALUE,
                BigInteger.valueOf(Long.MIN_VALUE));
        List<Object> beyond = List.of("9223372036854775808", BigInteger.ONE.shiftLeft(63), new BigDecimal("1"), 1.0,
                new BigDecimal("1E+2147483647"));

        // When
        List<Validation> fitting = forms.stream().map(form -> orders.check("csv", Map.of("least", form))).toList();
        List<Validation> refused = beyond.stream().map(form -> orders.check("csv", Map.of("least", form))).toList();

        // Then
        assertThat(fitting)
                .containsOnly(new Valid(new FileRequest("orders", "csv", Map.of("least", Long.MIN_VALUE))));
        assertThat(refused).containsOnly(
                new Invalid(List.of(new Violation("least", "must be a whole number of at most 64 bits"))));
    }

    private static FileRequest accepted(Validation checked) {
        return checked.fold(Valid::request, refused -> {
            throw new AssertionError(refused);
        });
    }

    private static List<Violation> problems(Validation checked) {
        return checked.fold(accepted -> List.of(), Invalid::violations);
    }
}
