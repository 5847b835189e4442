package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.downloadmanager.api.Caller.json;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Inject;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.StoredFile;
import org.downloadmanager.files.FileStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Delete all my data. */
@QuarkusTest
@WithTestResource(Servers.class)
class DeleteAllIT {

    @TestHTTPResource("/")
    URI service;

    @Inject
    Worker worker;

    @Inject
    FileStore files;

    private Caller caller;

    @BeforeEach
    void begin() throws Exception {
        worker.forgetEverything();
        caller = Caller.known(service);
    }

    @Test
    void deleteAllRemovesDownloadsInEveryState() throws Exception {
        // Given
        List<StoredFile> made = new ArrayList<>();
        String ready = caller.request();
        made.add(worker.complete(caller.owner(), ready, "a").file().orElseThrow());
        String running = caller.request();
        worker.claim(caller.owner(), running);
        Caller other = Caller.known(service);
        String others = other.request();

        // When
        HttpResponse<String> answer = caller.delete("/api/downloads");
        HttpResponse<String> again = caller.delete("/api/downloads");

        // Then
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(again.statusCode()).isEqualTo(204);
        assertThat(json(caller.get("/api/downloads"))).isEmpty();
        assertThat(files.open(made.get(0))).isEmpty();
        assertThat(worker.due()).noneMatch(id -> id.value().equals(running));
        assertThat(json(other.get("/api/downloads/" + others)).get("state").textValue()).isEqualTo("PENDING");
    }

    @Test
    void deleteAllRemovesEveryPage() {
        // Given
        for (int i = 0; i < 101; i++) {
            worker.move(caller.owner(), caller.request(), Download::cancel);
        }

        // When
        caller.delete("/api/downloads");

        // Then
        assertThat(json(caller.get("/api/downloads"))).isEmpty();
    }

    @Test
    void aRemovedDownloadDisappearsFromOpenSockets() throws Throwable {
        // Given
        String id = caller.request();
        try (Socket socket = caller.open("json")) {
            socket.next();

            // When
            caller.delete("/api/downloads");

            // Then, possibly without the state in between
            JsonNode last = socket.nextJson();
            while (!last.path("removed").asBoolean()) {
                last = socket.nextJson();
            }
            assertThat(last.get("id").textValue()).isEqualTo(id);
        }
    }
}
