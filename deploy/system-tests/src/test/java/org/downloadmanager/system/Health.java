package org.downloadmanager.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.StreamSupport;

import org.downloadmanager.local.Part;

import com.fasterxml.jackson.databind.JsonNode;

/** What a service says of itself. */
record Health(boolean isReady, JsonNode data) {

    static Health of(Part service) {
        try {
            HttpResponse<String> answer = Client.HTTP.send(
                    HttpRequest.newBuilder(service.url().resolve("/q/health/ready")).build(),
                    BodyHandlers.ofString());
            JsonNode checks = Download.JSON.readTree(answer.body()).path("checks");
            return new Health(answer.statusCode() == 200, StreamSupport.stream(checks.spliterator(), false)
                    .filter(check -> check.path("name").asText().equals(service.role().word()))
                    .findFirst().orElseThrow().path("data"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    boolean hearsEvents() {
        return data.path("events").asText().equals("live");
    }
}
