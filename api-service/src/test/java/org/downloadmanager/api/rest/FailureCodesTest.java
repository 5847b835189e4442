package org.downloadmanager.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.downloadmanager.downloads.FailureCode;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

class FailureCodesTest {

    private static final Pattern CODE = Pattern.compile("`([a-z-]+)`");

    @Test
    void theOpenApiDocumentListsEveryFailureCodeAndNoOther() throws IOException {
        // When
        List<String> documented = CODE.matcher(description()).results().map((MatchResult code) -> code.group(1))
                .toList();

        // Then
        assertThat(documented).containsExactlyInAnyOrderElementsOf(Arrays.stream(FailureCode.values())
                .filter(code -> code != FailureCode.SIMULATED).map(FailureCode::code).toList());
    }

    private static String description() throws IOException {
        try (InputStream document = FailureCodesTest.class.getResourceAsStream("/META-INF/openapi.yaml")) {
            JsonNode schemas = new YAMLMapper().readTree(document).path("components").path("schemas");
            return schemas.path("Failure").path("properties").path("code").path("description").asText();
        }
    }
}
