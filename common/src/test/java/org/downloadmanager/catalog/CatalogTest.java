package org.downloadmanager.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

class CatalogTest {

    private static final String SMALL = """
            sources:
              files:
                url: "jdbc:duckdb:"
            exports:
              people:
                title: People
                source: files
                query: SELECT id, name FROM read_csv('${data}/people.csv') WHERE {filters}
                columns: [name]
                key: id
                formats: [csv, jsonl]
                parameters:
                  letter:
                    title: First letter
                    type: text
                    filter: "name LIKE :letter || '%'"
            """;

    private static final YAMLMapper YAML = new YAMLMapper();

    @TempDir
    Path directory;

    @Test
    void readsTheSampleCatalog() {
        // Given
        Path file = Path.of("../deploy/local/catalog/catalog.yaml");

        // When
        Catalog catalog = Catalog.read(file);

        // Then
        assertThat(catalog.exports()).extracting(Export::name).contains("flights", "delays-by-airport", "tiny");
        assertThat(catalog.find("flights")).get().satisfies(flights -> {
            assertThat(flights.formats()).containsExactly(Format.CSV, Format.CSV_GZ, Format.JSONL, Format.JSONL_GZ,
                    Format.XLSX, Format.PARQUET);
            assertThat(flights.parameters()).extracting(Parameter::name)
                    .containsExactly("origin", "from", "to", "minDelay");
            assertThat(flights.resumable()).isTrue();
            assertThat(flights.maximumRows(Format.CSV, Map.of())).isEqualTo(10_000_000);
            assertThat(flights.fileName(Format.CSV_GZ)).isEqualTo("flights.csv.gz");
        });
        assertThat(catalog.find("delays-by-airport")).get()
                .satisfies(delays -> assertThat(delays.resumable()).isTrue());
    }

    @Test
    void omittedSettingsHaveDefaults() throws IOException {
        // When
        Catalog catalog = read(SMALL);

        // Then
        Export people = catalog.find("people").orElseThrow();
        Query query = people.query().orElseThrow();
        assertThat(people.maximumDuration()).isEqualTo(Duration.ofHours(1));
        assertThat(people.maximumRows(Format.CSV, Map.of())).isEqualTo(Long.MAX_VALUE);
        assertThat(people.maximumRows(Format.PDF, Map.of())).isEqualTo(20_000);
        assertThat(people.csv()).isEqualTo(new CsvDialect(',', false, ""));
        assertThat(people.zone()).isEqualTo(ZoneOffset.UTC);
        assertThat(query.ordered()).isFalse();
        assertThat(query.counted()).isTrue();
        assertThat(query.columns()).containsExactly(new Column("name", "name"));
        assertThat(query.chart()).isEmpty();
        assertThat(catalog.source(query).maxConcurrent()).isEqualTo(4);
        assertThat(catalog.source(query).statementTimeout()).isEqualTo(Duration.ofMinutes(4));
    }

    @Test
    void relativeDataPathsStartAtTheCatalog() throws IOException {
        // When
        Catalog beside = read(SMALL);
        Catalog elsewhere = read("data: it's here\n" + SMALL);

        // Then
        assertThat(beside.find("people").orElseThrow().query().orElseThrow().sql())
                .contains("'" + directory.toAbsolutePath() + "/data/people.csv'");
        assertThat(elsewhere.find("people").orElseThrow().query().orElseThrow().sql())
                .contains("/it''s here/people.csv'");
    }

    @Test
    void secretsComeFromTheEnvironmentAndAreNeverLogged() throws IOException {
        // Given
        String yaml = SMALL.replace("\"jdbc:duckdb:\"",
                "jdbc:postgresql://${DB_HOST}/sales\n    user: reader\n    password: ${DB_PASSWORD}");

        // When
        Catalog catalog = Catalog.read(written(yaml), Map.of("DB_HOST", "db.example", "DB_PASSWORD", "s3cret"));

        // Then
        Source source = catalog.sources().get(0);
        assertThat(source.url()).isEqualTo("jdbc:postgresql://db.example/sales");
        assertThat(source.password()).contains("s3cret");
        assertThat(catalog.toString()).doesNotContain("s3cret", "db.example", "reader");
    }

    @Test
    void secretsOfSourcesAreNotNeededWithoutConnections() throws IOException {
        // Given
        Path file = written(SMALL.replace("\"jdbc:duckdb:\"", "\"jdbc:duckdb:\"\n    password: ${DB_PASSWORD}"));

        // When
        Catalog catalog = Catalog.readExports(file);

        // Then
        assertThat(catalog.sources()).isEmpty();
        assertThat(catalog.exports()).isEqualTo(Catalog.read(file, Map.of("DB_PASSWORD", "s3cret")).exports());
    }

    @Test
    void titlesOfColumnsMayBeGiven() throws IOException {
        // When
        Catalog catalog = read(SMALL.replace("columns: [name]", "columns: [id, name: Full name]"));

        // Then
        assertThat(catalog.find("people").orElseThrow().query().orElseThrow().columns())
                .containsExactly(new Column("id", "id"), new Column("name", "Full name"));
    }

    @Test
    void withoutAResumeKeyTheExportMustSayThatItIsNotResumable() throws IOException {
        // When
        Catalog catalog = read(SMALL.replace("key: id", "resumable: false"));

        // Then
        assertThat(catalog.find("people").orElseThrow().resumable()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({ "csv, csv", "jsonl, jsonl", "csv.gz, csv.gz", "jsonl.gz, jsonl.gz", "xlsx, xlsx",
        "parquet, parquet", "pdf, pdf" })
    void everyFormatHasOneNameForRequestsAndFiles(String name, String ending) throws IOException {
        // When
        Export people = read(SMALL.replace("[csv, jsonl]", "[" + name + "]")).find("people").orElseThrow();

        // Then
        assertThat(people.formats()).containsExactly(Format.named(name).orElseThrow());
        assertThat(people.fileName(people.formats().get(0))).isEqualTo("people." + ending);
    }

    @Test
    void anExportMayHaveADialectOfItsOwn() throws IOException {
        // When
        Export people = read(SMALL.replace("key: id", """
                key: id
                    csv: {delimiter: "\\t", byteOrderMark: true, nullText: '\\N'}
                    zone: Europe/Zurich""")).find("people").orElseThrow();

        // Then
        assertThat(people.csv()).isEqualTo(new CsvDialect('\t', true, "\\N"));
        assertThat(people.zone()).isEqualTo(ZoneId.of("Europe/Zurich"));
    }

    @Test
    void simulatedExportIsAddedWhenEnabled() throws IOException {
        // Given
        Catalog catalog = read(SMALL);

        // When
        Catalog both = catalog.withSimulated();

        // Then
        assertThat(catalog.find("simulated")).isEmpty();
        assertThat(both.find("people")).isPresent();
        assertThat(both.find("simulated")).get()
                .satisfies(simulated -> assertThat(simulated.generator()).isEqualTo("simulated"));
    }

    @Test
    void aCatalogWithASimulatedExportOfItsOwnIsNotOverwritten() throws IOException {
        // Given
        Catalog catalog = read(SMALL.replace("people:", "simulated:"));

        // When // Then
        assertThatThrownBy(catalog::withSimulated).isInstanceOf(CatalogException.class)
                .hasMessageContaining("exports.simulated: is taken");
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', value = {
        "formats:            | formatz:                 | exports.people.formatz: is no key that is known",
        "title: People       | titel: People            | exports.people.titel: is no key that is known",
        "title: People       |                          | exports.people.title: is missing",
        "source: files       | source: file             | exports.people.source: names file, which is not among",
        "source: files       |                          | exports.people.source: is missing",
        "'  people:'         | '  People:'              | exports.People: may only have small letters",
        "[csv, jsonl]        | [csv, xls]               | exports.people.formats: has xls, which is not a format",
        "[csv, jsonl]        | []                       | exports.people.formats: is empty",
        "key: id             |                          | exports.people.key: is missing",
        "key: id             | ordered: true            | exports.people.ordered: says by what only together",
        "columns: [name]     |                          | exports.people.columns: is missing",
        "columns: [name]     | 'columns: [name, name]'  | exports.people.columns: has a column twice",
        "columns: [name]     | 'columns: [[name]]'      | exports.people.columns: each is a name",
        "query: SELECT       | # SELECT                 | exports.people.query: is missing",
        "${data}             | ${DATA}                  | exports.people.query: needs ${DATA}, which is not set",
        "{filters}           | TRUE                     | exports.people.query: has no {filters}",
        "{filters}           | '{filters} AND n = :n'   | exports.people.query: names :n, which is not a parameter",
        "{filters}           | '{filters} AND :letter'  | exports.people.parameters.letter: must be required or",
        ":letter             | 1                        | letter.filter: does not name :letter",
        "LIKE :letter        | LIKE :lettre             | letter.filter: names :lettre, which is not a parameter",
        "filter:             | # filter:                | letter.filter: is missing, and the query does not name",
        "type: text          | type: string             | exports.people.parameters.letter.type: Cannot deserialize",
        "type: text          |                          | exports.people.parameters.letter.type: is missing",
        "LIKE :letter        | LIKE ':letter            | letter.filter: has a literal, a name or a comment that does",
        "LIKE :letter        | LIKE :letter;            | letter.filter: has a semicolon",
        "LIKE :letter        | LIKE $1                  | letter.filter: has $1, a parameter to which nothing is bound",
        "LIKE :letter        | LIKE {filters} :letter   | letter.filter: has {filters}, which only a query has",
        "LIKE :letter        | ? :letter                | letter.filter: has a question mark, which DuckDB has no",
        "WHERE {filters}     | WHERE {filters};         | exports.people.query: has a semicolon",
        "WHERE {filters}     | 'WHERE {filters} /*'     | exports.people.query: has a literal, a name or a comment",
        "WHERE {filters}     | 'WHERE {filters} AND $1' | exports.people.query: has $1, a parameter to which nothing",
        "WHERE {filters}     | 'WHERE {filters} AND a ? b' | exports.people.query: has a question mark, which DuckDB",
        "columns: [name]     | 'columns: [\"\"]'        | exports.people.columns: has a column without a name",
        "columns: [name]     | 'columns: [\"a\\0b\"]'   | exports.people.columns: has a column with control characters",
        "columns: [name]     | 'columns: [\"a\\nb\"]'   | exports.people.columns: has a column with control characters",
        "columns: [name]     | 'columns: [\"\\uD83D\"]' | exports.people.columns: has a column with control characters",
        "columns: [name]     | 'columns: [a: \"b\\u0007\"]' | exports.people.columns.a: has control characters in its",
        "columns: [name]     | 'columns: [a: 1.10]'     | exports.people.columns.a: has a title that is no text",
        "columns: [name]     | 'columns: [a: no]'       | exports.people.columns.a: has a title that is no text",
        "columns: [name]     | 'columns: [a: null]'     | exports.people.columns.a: has a title that is no text",
        "key: id             | 'key: \"\"'              | exports.people.key: has a column without a name",
        "type: text          | 'type: choice'           | letter.options: is missing",
        "type: text          | 'type: text]'            | letter.type: Cannot deserialize",
        "'    letter:'       | '    format:'            | parameters.format: has the name of another part",
        "'    letter:'       | '    sheets:'            | parameters.sheets: has the name of another part",
        "url: \"jdbc:duckdb:\" | url: ${NOWHERE}        | sources.files.url: needs ${NOWHERE}, which is not set",
        "url: \"jdbc:duckdb:\" | maxConcurrent: 1      | sources.files.url: is missing",
        "jdbc:duckdb:        | 'jdbc:h2:mem:'          | sources.files.url: must begin with jdbc:duckdb: or jdbc:postg",
        "jdbc:duckdb:        | duckdb                  | sources.files.url: must begin with jdbc:duckdb: or jdbc:postg",
        "jdbc:duckdb:        | ''                      | sources.files.url: must begin with jdbc:duckdb: or jdbc:postg",
    })
    void anInvalidCatalogIsRefusedWithTheKeyAndReason(String right, String wrong, String message) {
        // Given
        String yaml = SMALL.replace(right, wrong == null ? "" : wrong);

        // When // Then
        assertThat(yaml).isNotEqualTo(SMALL);
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(CatalogException.class)
                .hasMessageStartingWith(directory.resolve("catalog.yaml").toString())
                .hasMessageContaining(message);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', value = {
        "exports.people       | maximumRows: 0            | exports.people.maximumRows: must be at least 1",
        "exports.people       | maximumDuration: 1 hour   | exports.people.maximumDuration: must be a duration",
        "exports.people       | maximumDuration: 0s       | exports.people.maximumDuration: must be a duration",
        "exports.people       | maximumRows: many         | exports.people.maximumRows: Cannot deserialize",
        "exports.people       | maximumRows: 1.9          | exports.people.maximumRows: Cannot coerce Floating-point",
        "exports.people       | maximumDuration: 366d     | exports.people.maximumDuration: must be at most 365d",
        "exports.people       | 'csv: {nullText: no}'     | exports.people.csv.nullText: must stand in quotation",
        "exports.people       | 'csv: {nullText: 1.10}'   | exports.people.csv.nullText: must stand in quotation",
        "exports.people       | 'csv: {delimiter: x}'     | exports.people.csv.delimiter: must be a comma",
        "exports.people       | 'csv: {delimiter: \",;\"}' | exports.people.csv.delimiter: must be a comma",
        "exports.people       | 'csv: {nullText: =1}'     | exports.people.csv.nullText: may have letters",
        "exports.people       | 'csv: {nullText: \"a,b\"}' | exports.people.csv.nullText: may have letters",
        "exports.people       | 'csv: {nullText: NULL}'   | exports.people.csv.nullText: must stand in quotation",
        "exports.people       | 'csv: {bom: true}'        | exports.people.csv.bom: is no key that is known",
        "exports.people       | zone: Zurich              | exports.people.zone: must be a time zone",
        "exports.people       | title: Again              | Duplicate field 'title'",
        "exports.people       | 'chart: {title: C, label: name, value: age}' | people.chart: names age, which is not",
        "exports.people       | 'chart: {label: name, value: name}'          | people.chart.title: is missing",
        "exports.people       | 'chart: {title: C, label: name, value: name, top: 99}' | chart.top: must be 1 to 40",
        "sources.files        | maxConcurrent: 0         | sources.files.maxConcurrent: must be at least 1",
        "sources.files        | statementTimeout: ten     | sources.files.statementTimeout: must be a duration",
        "sources.files        | statementTimeout: 100000d | sources.files.statementTimeout: must be at most 365d",
        "sources.files        | 'properties: {a: null}'   | sources.files.properties.a: is missing",
        "sources.files        | pasword: x                | sources.files.pasword: is no key that is known",
        "sources.files        | password: ${NOWHERE}      | sources.files.password: needs ${NOWHERE}",
        "parameters.letter    | minimum: 1                | letter.minimum: is only for numbers",
        "parameters.letter    | options: [a]              | letter.options: is only for a choice",
        "parameters.letter    | pattern: '['              | letter.pattern: is not a regular expression",
        "parameters.letter    | default: [a]              | letter.default: must be text",
        "parameters.letter    | 'default: \"\\uD83D\"'     | letter.default: must be text",
        "parameters.letter    | 'pattern: \"[A-Z]\"\n        default: a' | letter.default: must match the pattern",
    })
    void anInvalidAdditionIsRefusedWithTheKeyAndReason(String where, String added, String message) {
        // Given
        String key = where.substring(where.indexOf('.') + 1) + ":\n";
        String indent = where.startsWith("parameters") ? "        " : "    ";
        String yaml = SMALL.replace(key, key + indent + added.replace("\\n", "\n") + "\n");

        // When // Then
        assertThat(yaml).isNotEqualTo(SMALL);
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(CatalogException.class).hasMessageContaining(message);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', value = {
        "decimal   | default: 1e1000000000            | default: must be a number of at most 38 digits",
        "decimal   | minimum: 1e1000000000            | minimum: must have at most 38 digits",
        "decimal   | maximum: 1e-39                   | maximum: must have at most 38 digits",
        "decimal   | 'minimum: 2, maximum: 1.5'       | maximum: is less than the minimum",
        "decimal   | 'minimum: 0.1, default: 0.09999999999999999999' | default: must be at least 0.1",
        "integer   | default: 9223372036854775808     | default: must be a whole number of at most 64 bits",
        "integer   | default: 1.0                     | default: must be a whole number of at most 64 bits",
        "date      | default: 10000-01-01             | default: must be a date such as 2001-12-31, in the years",
        "date      | default: 0000-01-01              | default: must be a date such as 2001-12-31, in the years",
        "timestamp | 'default: \"2001-01-01T00:00:00.1234567\"' | default: must be a date and time such as",
        "choice    | 'options: [a, null]'             | options: has one that is empty",
        "choice    | 'options: [a, \"\"]'             | options: has one that is empty",
        "choice    | 'options: [\"a\\0\"]'            | options: has one that is empty or has control characters",
    })
    void defaultsAndBoundsMustBeValidValues(String type, String added, String message) {
        // Given
        String yaml = SMALL + "      other: {title: Other, filter: 'x = :other', type: " + type + ", " + added + "}\n";

        // When // Then
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(CatalogException.class)
                .hasMessageContaining("exports.people.parameters.other." + message);
    }

    @ParameterizedTest
    @CsvSource({ "decimal, 12345678901234567.89, 12345678901234567.89", "decimal, 1e7, 10000000",
        "decimal, '\"10000000.0\"', 10000000", "decimal, 0.10000000000000000001, 0.10000000000000000001",
        "integer, -9223372036854775808, -9223372036854775808" })
    void aDefaultKeepsItsDigits(String type, String written, String bound) throws IOException {
        // Given
        String yaml = SMALL + "      other: {title: Other, filter: 'x = :other', type: " + type + ", default: "
                + written
                + "}\n";

        // When
        Export people = read(yaml).find("people").orElseThrow();

        // Then
        assertThat(people.bind(people.whole().orElseThrow()).values()).containsExactly(bound);
    }

    @Test
    void aChoiceBetweenNumbersKeepsTheirZeros() throws IOException {
        // Given
        String yaml = SMALL + "      other: {title: Other, type: choice, filter: 'x = :other', options: [1.10, 2],"
                + " default: 1.10}\n";

        // When
        Export people = read(yaml).find("people").orElseThrow();

        // Then
        assertThat(people.whole()).contains(Map.of("other", "1.10"));
    }

    @Test
    void columnNamesThatDifferByCaseNeedACaseSensitiveFormat() throws IOException {
        // Given
        String yaml = SMALL.replace("[name]", "[v, V, ä, Ä]");

        // When
        Catalog catalog = read(yaml);

        // Then
        assertThat(catalog.find("people").orElseThrow().query().orElseThrow().columns()).hasSize(4);
        assertThatThrownBy(() -> read(yaml.replace("[csv, jsonl]", "[csv, parquet]")))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining(
                        "exports.people.columns: has v and V, which readers of parquet do not tell apart");
        // DuckDB distinguishes case beyond A to Z.
        assertThat(read(SMALL.replace("[name]", "[ä, Ä]")).exports()).hasSize(1);
    }

    @Test
    void moreColumnsThanASheetHoldsAreRefused() throws IOException {
        // Given
        String columns = IntStream.rangeClosed(1, 16_384).mapToObj(column -> "c" + column)
                .collect(Collectors.joining(", "));
        String full = SMALL.replace("[csv, jsonl]", "[csv, xlsx]").replace("[name]",
                "[" + columns.replace("c1,", "c1: " + "x".repeat(32_767) + ",") + "]");
        String tooMany = full.replace("c16384", "c16384, c16385");
        String tooLong = full.replace("xxx,", "xxxx,");

        // When
        Catalog fitting = read(full);

        // Then
        assertThat(fitting.exports()).hasSize(1);
        assertThatThrownBy(() -> read(tooMany)).isInstanceOf(CatalogException.class)
                .hasMessageContaining("exports.people.columns: are more than the 16384");
        assertThatThrownBy(() -> read(tooLong)).isInstanceOf(CatalogException.class)
                .hasMessageContaining("exports.people.columns.c1: has a title of more than the 32767 characters");
        assertThat(read(tooMany.replace(", xlsx", "")).exports()).hasSize(1);
    }

    @Test
    void questionMarksAreOperatorsOfPostgres() throws IOException {
        // Given
        String yaml = SMALL.replace("jdbc:duckdb:", "jdbc:postgresql:shop").replace("LIKE :letter", "? :letter");

        // When
        BoundQuery bound = read(yaml).find("people").orElseThrow().bind(Map.of("letter", "a"));

        // Then
        assertThat(bound.sql()).contains("name ?? CAST(? AS VARCHAR) || '%'");
    }

    @Test
    void aResumeKeyNeedNotBeAColumnOfTheFile() throws IOException {
        assertThat(read(SMALL.replace("key: id", "key: other")).exports()).hasSize(1);
    }

    /** Any content at any place of the file is understood, or refused with the name of the file. */
    @ParameterizedTest
    @ValueSource(strings = { "null", "''", "' '", "[]", "{}", "[null]", "{a: null}", "[[]]", "1.5", "-1",
        "9223372036854775808", "1e1000000000", "true", "x", "\"\\0\"", "\"\\uD83D\"" })
    void anyContentIsAcceptedOrRefusedWithTheFileName(String value) throws IOException {
        // Given
        String yaml = "data: data\n" + SMALL.replace("\"jdbc:duckdb:\"",
                "\"jdbc:duckdb:\"\n    user: u\n    password: p\n    statementTimeout: 1s\n    maxConcurrent: 1\n"
                        + "    properties: {a: b}")
                + """
                              other: {title: O, type: decimal, minimum: 1, maximum: 9, default: 2, filter: "x = :other"}
                              which: {title: W, type: choice, options: [a], default: a, filter: "x = :which"}
                            csv: {delimiter: ";", byteOrderMark: true, nullText: "NULL"}
                            chart: {title: C, label: name, value: name, top: 3}
                            description: D
                            zone: UTC
                            total: exact
                            preview: true
                            ordered: true
                            resumable: true
                            maximumRows: 1
                            maximumDuration: 1h
                        """;
        JsonNode whole = YAML.readTree(yaml);
        read(yaml);

        // When
        List<Throwable> failures = placesIn(whole).stream().map(place -> catchThrowable(() -> {
            JsonNode changed = whole.deepCopy();
            ObjectNode parent = (ObjectNode) changed.at(place.head());
            parent.set(place.last().getMatchingProperty(), YAML.readTree(value));
            read(YAML.writeValueAsString(changed));
        })).filter(Objects::nonNull).toList();

        // Then
        assertThat(failures).hasSizeGreaterThan(20).allSatisfy(failure -> assertThat(failure)
                .isInstanceOf(CatalogException.class).hasMessageContaining("catalog.yaml: "));
    }

    private static List<JsonPointer> placesIn(JsonNode node) {
        List<JsonPointer> places = new ArrayList<>();
        node.properties().forEach(member -> {
            JsonPointer here = JsonPointer.empty().appendProperty(member.getKey());
            places.add(here);
            placesIn(member.getValue()).forEach(below -> places.add(here.append(below)));
        });
        return places;
    }

    @Test
    void aFilterNamesItsOwnParameterOnly() {
        // Given
        String yaml = SMALL + """
                      other:
                        title: Other
                        type: integer
                        filter: "id = :other AND name = :letter"
                """;

        // When // Then
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(CatalogException.class)
                .hasMessageContaining("other.filter: names :letter, but a filter may only name its own parameter");
    }

    @Test
    void aMissingOrEmptyFileIsNamed() {
        // Given
        Path missing = directory.resolve("missing.yaml");

        // When // Then
        assertThatThrownBy(() -> Catalog.read(missing)).isInstanceOf(CatalogException.class)
                .hasMessageContaining("missing.yaml: cannot be read");
        assertThatThrownBy(() -> read("")).isInstanceOf(CatalogException.class)
                .hasMessageContaining("catalog.yaml: ");
    }

    private Catalog read(String yaml) throws IOException {
        return Catalog.read(written(yaml), Map.of());
    }

    private Path written(String yaml) throws IOException {
        return Files.writeString(directory.resolve("catalog.yaml"), yaml);
    }
}
