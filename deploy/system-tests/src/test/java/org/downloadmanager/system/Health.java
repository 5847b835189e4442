package org.downloadmanager.system;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.StreamSupport;

import org.downloadmanager.local.ManagedProcess;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

/** The health of a service. */
record Health(boolean isReady, JsonNode data) {

    static Health of(ManagedProcess service) {
        HttpResponse<String> answer = Client
                .send(HttpRequest.newBuilder(service.management().resolve("/q/health/ready")));
        try {
            JsonNode checks = Download.JSON.readTree(answer.body()).path("checks");
            return new Health(answer.statusCode() == 200, StreamSupport.stream(checks.spliterator(), false)
                    .filter(check -> check.path("name").asText().equals(service.role().word()))
                    .findFirst().orElseThrow().path("data"));
        } catch (JsonProcessingException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    boolean hearsEvents() {
        return data.path("events").asText().equals("live");
    }
}
