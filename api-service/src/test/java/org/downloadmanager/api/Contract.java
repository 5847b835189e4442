package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;

/** The OpenAPI document of a service, and checks that responses match it exactly. */
final class Contract {

    /** Headers that must be documented when they are sent. */
    private static final Set<String> TOLD = Set.of("location", "link", "etag", "retry-after", "last-modified",
            "content-range", "accept-ranges", "content-disposition", "repr-digest");
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final SchemaValidatorsConfig STRICT = SchemaValidatorsConfig.builder().formatAssertionsEnabled(true)
            .build();

    private final JsonNode document;
    private final List<Operation> operations = new ArrayList<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    Contract(String json) {
        document = Caller.json(json);
        document.get("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(method -> method.getValue().has("responses"))
                .forEach(method -> operations.add(
                        new Operation(method.getKey().toUpperCase(), path.getKey(), method.getValue()))));
    }

    List<Operation> operations() {
        return operations;
    }

    /** All documented responses. */
    Set<String> promised() {
        Set<String> all = new TreeSet<>();
        operations.forEach(operation -> operation.description.get("responses").fieldNames()
                .forEachRemaining(status -> all.add(operation + " " + status)));
        return all;
    }

    /** All checked responses. */
    Set<String> seen() {
        return seen;
    }

    /** Ignores what the document does not cover, such as the page. */
    void check(HttpResponse<?> answer) {
        String method = answer.request().method().equals("HEAD") ? "GET" : answer.request().method();
        Optional<Operation> operation = operations.stream()
                .filter(each -> each.method.equals(method) && each.matches(answer.uri().getRawPath()))
                .findFirst();
        operation.ifPresent(known -> check(known, answer));
    }

    private void check(Operation operation, HttpResponse<?> answer) {
        String what = operation + " " + answer.statusCode();
        JsonNode promised = resolve(operation.description.get("responses").path(String.valueOf(answer.statusCode())));
        assertThat(promised.isMissingNode()).as("%s is not documented: %s", what, answer.body()).isFalse();
        checkHeaders(what, promised.path("headers"), answer.headers());
        String body = answer.body() instanceof String text ? text : "";
        if (!body.isEmpty()) {
            checkBody(what, promised.path("content"), answer.headers(), body);
        } else if (!answer.request().method().equals("HEAD")) {
            assertThat(promised.has("content")).as("%s has no content", what).isFalse();
        }
        seen.add(what);
    }

    private void checkHeaders(String what, JsonNode promised, HttpHeaders headers) {
        promised.properties().stream()
                .filter(header -> resolve(header.getValue()).path("required").asBoolean())
                .forEach(header -> assertThat(headers.map()).as(what).containsKey(header.getKey().toLowerCase()));
        Set<String> documented = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        promised.fieldNames().forEachRemaining(documented::add);
        assertThat(headers.map().keySet()).as(what).allMatch(
                name -> !TOLD.contains(name.toLowerCase()) || documented.contains(name), "is documented");
        promised.properties().forEach(header -> headers.firstValue(header.getKey()).ifPresent(value -> {
            JsonNode schema = resolve(header.getValue()).get("schema");
            JsonNode node = schema.path("type").asText().equals("integer")
                    ? Caller.json(value)
                    : Caller.json("\"" + value.replace("\"", "\\\"") + "\"");
            assertThat(schema(schema).validate(node)).as("%s, %s", what, header.getKey()).isEmpty();
        }));
    }

    private void checkBody(String what, JsonNode promised, HttpHeaders headers, String body) {
        String type = headers.firstValue("Content-Type").orElse("none").split(";")[0];
        if (promised.has("*/*")) {
            return;
        }
        assertThat(promised.has(type)).as("%s as %s", what, type).isTrue();
        if (type.endsWith("json")) {
            assertThat(schema(promised.get(type).get("schema")).validate(Caller.json(body))).as("%s: %s", what, body)
                    .isEmpty();
        }
    }

    /** Checks a message of a socket or stream against a schema. */
    void checkMessage(String schema, JsonNode message) {
        assertThat(schema(document.at("/components/schemas/" + schema)).validate(message)).as("%s", message).isEmpty();
    }

    private JsonSchema schema(JsonNode schema) {
        ObjectNode alone = schema.deepCopy();
        alone.set("components", document.get("components"));
        return SCHEMAS.getSchema(alone, STRICT);
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").textValue().substring(1)) : node;
    }

    /** An operation of the document. */
    record Operation(String method, String path, JsonNode description) {

        boolean matches(String actual) {
            return Pattern.matches(path.replaceAll("\\{[a-z]+}", "[^/]+"), actual);
        }

        /** The path for a download. */
        String of(String id) {
            return path.replace("{id}", id).replace("{name}", "flights.csv");
        }

        boolean changesSomething() {
            return !method.equals("GET");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** The document of each service, read once. */
    static final class Known {

        private static final Map<String, Contract> CONTRACTS = new ConcurrentHashMap<>();

        private Known() {}

        static Contract of(String service, java.util.function.Supplier<String> ask) {
            return CONTRACTS.computeIfAbsent(service, unknown -> new Contract(ask.get()));
        }
    }
}
