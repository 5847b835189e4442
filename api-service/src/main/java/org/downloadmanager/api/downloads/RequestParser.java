package org.downloadmanager.api.downloads;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.inject.Singleton;

import org.downloadmanager.api.metrics.Meters;
import org.downloadmanager.api.problem.Problem;
import org.downloadmanager.api.problem.ProblemException;
import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.catalog.Validation;
import org.downloadmanager.downloads.FileRequest;
import org.downloadmanager.downloads.IdempotencyKey;
import org.downloadmanager.files.Sha256;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;

/** Parses a request for a file and checks it against the catalog. */
@Singleton
public class RequestParser {

    /** The length of the largest body. */
    private static final int MAX_NUMBER = 64 * 1024;
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(MAX_NUMBER).build()).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .addModule(new SimpleModule().addDeserializer(Object.class, new ExactNumbers()))
            .build();
    private static final Set<String> MEMBERS = Set.of("export", "format", "parameters");
    private static final int MAX_KEY = 255;

    private final Catalog catalog;
    private final Meters meters;

    RequestParser(Catalog catalog, Meters meters) {
        this.catalog = catalog;
        this.meters = meters;
    }

    /** @throws ProblemException when the text is not a valid request for an export of the catalog */
    public FileRequest parse(String json) {
        Map<String, Object> body;
        try {
            body = JSON.readValue(json, new TypeReference<>() {
            });
        } catch (JsonProcessingException e) {
            throw refused(400, "not-json", "The body is not a JSON object");
        }
        if (body == null || !MEMBERS.containsAll(body.keySet())) {
            throw refused(400, "not-a-request", "Unknown property; allowed: export, format, parameters");
        }
        if (!(body.get("export") instanceof String export)
                || !(body.getOrDefault("format", "") instanceof String format)
                || !(body.getOrDefault("parameters", Map.of()) instanceof Map<?, ?> parameters)) {
            throw refused(400, "not-a-request", "export and format must be strings, parameters must be an object");
        }
        @SuppressWarnings("unchecked")
        Map<String, Object> given = (Map<String, Object>) parameters;
        return check(export, format, given);
    }

    /**
     * @param format empty for the first format of the export
     * @throws ProblemException when the request is invalid
     */
    public FileRequest check(String name, String format, Map<String, Object> parameters) {
        Export export = catalog.find(name)
                .orElseThrow(() -> refused(404, "unknown-export", "Unknown export"));
        String wanted = format.isEmpty() ? export.formats().get(0).extension() : format;
        return export.check(wanted, parameters).fold(Validation.Valid::request, invalid -> {
            Problem problem = problem(export, invalid.violations());
            meters.refused(export.name(), problem.code());
            throw new ProblemException(problem);
        });
    }

    private static Problem problem(Export export, List<Validation.Violation> violations) {
        String first = violations.get(0).field() + " " + violations.get(0).message();
        return new Problem(422, "invalid-parameters", "Invalid request for " + export.name())
                .detailed(first)
                .with("errors", violations)
                .with("formats", export.formats().stream().map(Format::extension).toList());
    }

    /** @throws ProblemException when the header is not a valid key */
    public Optional<IdempotencyKey> key(String header, FileRequest request) {
        if (header == null) {
            return Optional.empty();
        }
        if (header.isBlank() || header.length() > MAX_KEY) {
            throw refused(400, "invalid-idempotency-key",
                    "Idempotency-Key must have 1 to " + MAX_KEY + " characters");
        }
        // Hashed, so that client input never becomes part of a Redis key.
        return Optional.of(new IdempotencyKey(Sha256.of(header), Sha256.of(json(request))));
    }

    private static String json(FileRequest request) {
        try {
            return JSON.writeValueAsString(request);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private ProblemException refused(int status, String code, String title) {
        meters.refused(code);
        return new ProblemException(new Problem(status, code, title));
    }
}
