package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

/** The machine-readable part of a problem document. */
record Problem(int status, String code) {

    static Problem of(HttpResponse<String> answer) {
        JsonNode document = document(answer);
        assertThat(document.path("status").asInt()).isEqualTo(answer.statusCode());
        assertThat(document.path("title").asText()).isNotBlank();
        assertThat(document.path("type").asText()).endsWith(":" + document.path("code").asText());
        return new Problem(answer.statusCode(), document.path("code").asText());
    }

    static JsonNode document(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("Content-Type")).as("%s: %s", answer, answer.body())
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        try {
            return Download.JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not a problem document: " + answer.body(), e);
        }
    }
}
