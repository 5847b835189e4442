package org.downloadmanager.api.downloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.downloadmanager.api.metrics.Meters;
import org.downloadmanager.api.problem.Problem;
import org.downloadmanager.api.problem.ProblemException;
import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.downloads.FileRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class RequestParserTest {

    private final RequestParser parser = new RequestParser(
            Catalog.readExports(Path.of("src/test/resources/catalog.yaml")),
            new Meters(new SimpleMeterRegistry()));

    @Test
    void aRequestIsParsedByTheCatalog() {
        // When
        FileRequest request = parser.parse("""
                {"export": "flights", "format": "jsonl",
                 "parameters": {"origin": "LAS", "minDelay": 15, "from": "2001-01-01"}}""");

        // Then
        assertThat(request).isEqualTo(new FileRequest("flights", "jsonl",
                Map.of("origin", "LAS", "minDelay", 15L, "from", "2001-01-01")));
    }

    @Test
    void theFirstFormatIsTheDefault() {
        assertThat(parser.parse("{\"export\": \"flights\"}")).isEqualTo(new FileRequest("flights", "csv", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", " ", "flights", "\"flights\"", "1", "true", "[]", "[{\"export\": \"flights\"}]", "{",
        "{\"export\": \"flights\"",
        "{\"export\": \"flights\"} {}", "{export: flights}", "{\"export\": \"flights\", \"export\": \"notes\"}",
        "{\"export\": \"flights\", \"parameters\": {\"origin\": \"LAS\", \"origin\": \"LAX\"}}",
        "{\"export\": \"flights\",}", "\u0000", "export=flights&format=csv", "<export>flights</export>"
    })
    void whatIsNoJsonObjectIsRefused(String body) {
        assertThat(refusal(() -> parser.parse(body))).isEqualTo("400 not-json");
    }

    @Test
    void aDeeplyNestedBodyIsRefused() {
        String body = "{\"export\": \"flights\", \"parameters\": " + "[".repeat(8_000);
        assertThat(refusal(() -> parser.parse(body))).isEqualTo("400 not-json");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "null", "{}", "{\"format\": \"csv\"}", "{\"export\": null}", "{\"export\": 1}", "{\"export\": [\"flights\"]}",
        "{\"export\": \"flights\", \"format\": null}", "{\"export\": \"flights\", \"format\": 1}",
        "{\"export\": \"flights\", \"parameters\": null}", "{\"export\": \"flights\", \"parameters\": []}",
        "{\"export\": \"flights\", \"parameters\": \"LAS\"}", "{\"export\": \"flights\", \"query\": \"SELECT 1\"}",
        "{\"Export\": \"flights\"}"
    })
    void anObjectThatIsNoRequestIsRefused(String body) {
        assertThat(refusal(() -> parser.parse(body))).isEqualTo("400 not-a-request");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "Flights", "flight", "flights; DROP TABLE flights", "../flights", "\u0000" })
    void anUnknownExportIsNotFound(String name) {
        assertThat(refusal(() -> parser.check(name, "csv", Map.of()))).isEqualTo("404 unknown-export");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"export\": \"flights\", \"format\": \"pdf\"}",
        "{\"export\": \"flights\", \"format\": \"CSV\"}",
        "{\"export\": \"flights\", \"format\": \"../csv\"}",
        "{\"export\": \"notes\"}",
        "{\"export\": \"notes\", \"parameters\": {\"author\": \" \"}}",
        "{\"export\": \"flights\", \"parameters\": {\"destination\": \"LAS\"}}",
        "{\"export\": \"flights\", \"parameters\": {\"\": \"LAS\"}}",
        "{\"export\": \"flights\", \"parameters\": {\"origin\": \"las\"}}",
        "{\"export\": \"flights\", \"parameters\": {\"origin\": \"LAS' OR '1'='1\"}}",
        "{\"export\": \"flights\", \"parameters\": {\"origin\": 7}}",
        "{\"export\": \"flights\", \"parameters\": {\"origin\": [\"LAS\"]}}",
        "{\"export\": \"flights\", \"parameters\": {\"origin\": {\"is\": \"LAS\"}}}",
        "{\"export\": \"flights\", \"parameters\": {\"minDelay\": \"soon\"}}",
        "{\"export\": \"flights\", \"parameters\": {\"minDelay\": 15.5}}",
        "{\"export\": \"flights\", \"parameters\": {\"minDelay\": 1e400}}",
        "{\"export\": \"flights\", \"parameters\": {\"minDelay\": 99999999999999999999}}",
        "{\"export\": \"flights\", \"parameters\": {\"minDelay\": 1e99999999999}}",
        "{\"export\": \"flights\", \"parameters\": {\"minDelay\": -1e-99999999999}}",
        "{\"export\": \"flights\", \"parameters\": {\"minDelay\": 1e7}}",
        "{\"export\": \"flights\", \"parameters\": {\"origin\": 1e99999999999}}",
        "{\"export\": \"flights\", \"parameters\": {\"origin\": \"\\ud83d\"}}",
        "{\"export\": \"flights\", \"parameters\": {\"from\": \"+10000-01-01\"}}",
        "{\"export\": \"flights\", \"parameters\": {\"from\": \"0000-01-01\"}}",
        "{\"export\": \"payments\", \"parameters\": {\"least\": 1e1000000000}}",
        "{\"export\": \"payments\", \"parameters\": {\"least\": 1e99999999999}}",
        "{\"export\": \"payments\", \"parameters\": {\"least\": -1}}",
        "{\"export\": \"payments\", \"parameters\": {\"least\": [1e99999999999]}}",
        "{\"export\": \"flights\", \"parameters\": {\"minDelay\": 2001}}",
        "{\"export\": \"flights\", \"parameters\": {\"minDelay\": true}}",
        "{\"export\": \"flights\", \"parameters\": {\"from\": \"2001-02-30\"}}",
        "{\"export\": \"flights\", \"parameters\": {\"from\": \"yesterday\"}}",
        "{\"export\": \"flights\", \"parameters\": {\"from\": 20010101}}"
    })
    void whatTheCatalogDoesNotOfferIsRefused(String body) {
        assertThat(refusal(() -> parser.parse(body))).isEqualTo("422 invalid-parameters");
    }

    @Test
    void aNumberOfThousandsOfDigitsIsAnInvalidParameter() {
        // Given
        String body = "{\"export\": \"payments\", \"parameters\": {\"least\": 1%s}}";

        // When // Then
        assertThat(refusal(() -> parser.parse(body.formatted("0".repeat(12_000))))).isEqualTo("422 invalid-parameters");
        assertThat(refusal(() -> parser.parse(body.formatted("." + "1".repeat(12_000)))))
                .isEqualTo("422 invalid-parameters");
    }

    @ParameterizedTest
    @CsvSource({ "1e7, 10000000", "10000000.0, 10000000", "1.0E+7, '\"10000000\"'", "0.50, 0.5",
        "12345678901234567.89, '\"12345678901234567.890\"'", "1e30, 1000000000000000000000000000000" })
    void equalNumbersHaveTheSameFingerprint(String one, String other) {
        // Given
        String body = "{\"export\": \"payments\", \"parameters\": {\"least\": %s}}";

        // When
        FileRequest first = parser.parse(body.formatted(one));
        FileRequest second = parser.parse(body.formatted(other));

        // Then
        assertThat(second).isEqualTo(first);
        assertThat(fingerprint(second)).isEqualTo(fingerprint(first));
    }

    @Test
    void numbersThatDifferBeyondDoublePrecisionAreDifferent() {
        // Given
        FileRequest one = parser.parse("{\"export\": \"payments\", \"parameters\": {\"least\": 0.1}}");
        FileRequest other = parser
                .parse("{\"export\": \"payments\", \"parameters\": {\"least\": 0.10000000000000000001}}");

        // Then
        assertThat(fingerprint(one)).isNotEqualTo(fingerprint(other));
    }

    @Test
    void allViolationsAreReportedTogether() {
        // When
        Problem problem = problem(() -> parser.parse("""
                {"export": "flights", "format": "pdf", "parameters": {"origin": "las", "destination": "LAX"}}"""));

        // Then
        assertThat(problem.more().get("errors")).asInstanceOf(InstanceOfAssertFactories.LIST)
                .extracting("field").containsExactlyInAnyOrder("format", "origin", "destination");
        assertThat(problem.more()).containsEntry("formats", List.of("csv", "jsonl"));
    }

    @Test
    void theOrderOfJsonMembersIsIrrelevant() {
        // Given
        FileRequest one = parser.parse("""
                {"export": "flights", "format": "csv", "parameters": {"origin": "LAS", "minDelay": 15}}""");
        FileRequest other = parser.parse("""
                {"parameters": {"minDelay": "15", "origin": "LAS"}, "export": "flights"}""");

        // When / Then
        assertThat(parser.key("key", one)).isPresent().isEqualTo(parser.key("key", other));
    }

    @Test
    void differentRequestsHaveDifferentFingerprints() {
        // Given
        FileRequest one = parser.parse("""
                {"export": "notes", "parameters": {"author": "me", "word": "x"}}""");
        FileRequest other = parser.parse("""
                {"export": "notes", "parameters": {"author": "me, word=x"}}""");

        // When / Then
        assertThat(fingerprint(one)).isNotEqualTo(fingerprint(other));
    }

    @Test
    void idempotencyKeysAreHashed() {
        // When
        String value = parser.key("{downloads:0}:due", request()).orElseThrow().value();

        // Then
        assertThat(value).matches("[0-9a-f]{64}");
    }

    @Test
    void anIdempotencyKeyIsOptional() {
        assertThat(parser.key(null, request())).isEmpty();
    }

    @Test
    void anIdempotencyKeyHas1To255Characters() {
        assertThat(parser.key("k".repeat(255), request())).isPresent();
        assertThat(refusal(() -> parser.key("k".repeat(256), request())))
                .isEqualTo("400 invalid-idempotency-key");
        assertThat(refusal(() -> parser.key(" ", request()))).isEqualTo("400 invalid-idempotency-key");
    }

    private FileRequest request() {
        return parser.check("flights", "csv", Map.of());
    }

    private String fingerprint(FileRequest request) {
        return parser.key("key", request).orElseThrow().fingerprint();
    }

    private static String refusal(ThrowingCallable request) {
        Problem problem = problem(request);
        return problem.status() + " " + problem.code();
    }

    private static Problem problem(ThrowingCallable request) {
        return catchThrowableOfType(ProblemException.class, request).problem();
    }
}
