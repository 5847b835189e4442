package org.downloadmanager.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @TempDir
    Path directory;

    @Test
    void readsTheSampleCatalog() {
        // Given
        Path file = Path.of("../deploy/local/catalog/catalog.yaml");

        // When
        Catalog catalog = Catalog.read(file);

        // Then
        assertThat(catalog.exports()).extracting(Export::name).containsExactly("flights", "delays-by-airport", "tiny");
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
    void everythingNotSaidHasItsDefault() throws IOException {
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
        assertThat(catalog.source(query).maximumRunning()).isEqualTo(4);
        assertThat(catalog.source(query).statementTimeout()).isEqualTo(Duration.ofMinutes(4));
    }

    @Test
    void dataLiesBesideTheCatalogUnlessItSaysOtherwise() throws IOException {
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
    void secretsComeFromTheEnvironmentAndShowInNoLog() throws IOException {
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
    void whoConnectsToNoSourceNeedsNoSecrets() throws IOException {
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
    void withoutAKeyItMustBeSaidThatNothingResumes() throws IOException {
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
    void theSimulatedExportIsThereWhenSwitchedOn() throws IOException {
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
        "type: text          | 'type: choice'           | letter.options: is missing",
        "type: text          | 'type: text]'            | letter.type: Cannot deserialize",
        "'    letter:'       | '    format:'            | parameters.format: has the name of another part",
        "'    letter:'       | '    sheets:'            | parameters.sheets: has the name of another part",
        "url: \"jdbc:duckdb:\" | url: ${NOWHERE}        | sources.files.url: needs ${NOWHERE}, which is not set",
        "url: \"jdbc:duckdb:\" | maximumRunning: 1      | sources.files.url: is missing",
    })
    void sayWhereACatalogIsWrong(String right, String wrong, String message) {
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
        "sources.files        | maximumRunning: 0         | sources.files.maximumRunning: must be at least 1",
        "sources.files        | statementTimeout: ten     | sources.files.statementTimeout: must be a duration",
        "sources.files        | pasword: x                | sources.files.pasword: is no key that is known",
        "sources.files        | password: ${NOWHERE}      | sources.files.password: needs ${NOWHERE}",
        "parameters.letter    | minimum: 1                | letter.minimum: is only for numbers",
        "parameters.letter    | options: [a]              | letter.options: is only for a choice",
        "parameters.letter    | pattern: '['              | letter.pattern: is not a regular expression",
        "parameters.letter    | default: [a]              | letter.default: must be text",
        "parameters.letter    | 'pattern: \"[A-Z]\"\n        default: a' | letter.default: must match the pattern",
    })
    void sayWhatMustNotBeAdded(String where, String added, String message) {
        // Given
        String key = where.substring(where.indexOf('.') + 1) + ":\n";
        String indent = where.startsWith("parameters") ? "        " : "    ";
        String yaml = SMALL.replace(key, key + indent + added.replace("\\n", "\n") + "\n");

        // When // Then
        assertThat(yaml).isNotEqualTo(SMALL);
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(CatalogException.class).hasMessageContaining(message);
    }

    @Test
    void aFilterMayOnlyNameItsOwnParameter() {
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
