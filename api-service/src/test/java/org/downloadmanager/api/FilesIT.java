package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.downloadmanager.api.Caller.json;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;

import jakarta.inject.Inject;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.StoredFile;
import org.downloadmanager.files.FileStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Serving finished files. */
@QuarkusTest
@WithTestResource(Servers.class)
class FilesIT {

    private static final String CONTENT = "date,origin\n" + "2001-01-01,LAS\n".repeat(100_000);

    @TestHTTPResource("/")
    URI service;

    @Inject
    Worker worker;

    @Inject
    FileStore files;

    private Caller caller;
    private Download ready;
    private String address;

    @BeforeEach
    void publish() throws Exception {
        worker.forgetEverything();
        caller = Caller.known(service);
        String id = caller.request();
        ready = worker.complete(caller.owner(), id, CONTENT);
        address = json(caller.get("/api/downloads/" + id)).get("file").get("url").textValue();
    }

    @Test
    void theFileIsServedUnderItsName() {
        // When
        HttpResponse<String> answer = caller.get(address);

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().equals(CONTENT)).as("the same bytes").isTrue();
        assertHeaders(answer, Map.of(
                "Content-Length", String.valueOf(CONTENT.length()),
                "Content-Type", "text/csv",
                "Content-Disposition", "attachment; filename=\"flights.csv\"; filename*=UTF-8''flights.csv",
                "ETag", '"' + ready.file().orElseThrow().sha256() + '"',
                "Accept-Ranges", "bytes",
                "Cache-Control", "private, no-cache"));
    }

    @Test
    void headReturnsTheHeadersOfTheFile() {
        // Given
        HttpResponse<String> whole = caller.get(address);

        // When
        HttpResponse<String> answer = caller.head(address);

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers()).isEqualTo(whole.headers());
    }

    @Test
    void aRangeIsServed() {
        // When
        HttpResponse<String> answer = caller.get(address, "Range", "bytes=12-25");

        // Then
        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo("2001-01-01,LAS");
        assertHeaders(answer, Map.of("Content-Length", "14", "Content-Range", "bytes 12-25/" + CONTENT.length()));
    }

    @Test
    void anInterruptedTransferResumesWithARange() {
        // Given
        String tag = caller.head(address).headers().firstValue("ETag").orElseThrow();

        // When
        HttpResponse<String> rest = caller.get(address, "Range", "bytes=1500000-", "If-Range", tag);

        // Then
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.body()).isEqualTo(CONTENT.substring(1_500_000));
    }

    @Test
    void aMatchingEntityTagIsAnsweredNotModified() {
        // Given
        String tag = caller.head(address).headers().firstValue("ETag").orElseThrow();

        // When
        HttpResponse<String> answer = caller.get(address, "If-None-Match", tag);

        // Then
        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void aFileIsServedUnderItsRecordedNameOnly() {
        assertThat(caller.get(address.replace("flights.csv", "arrivals.csv")).statusCode()).isEqualTo(404);
    }

    @Test
    void anotherOwnersFileIsNotFound() {
        assertThat(Caller.known(service).get(address).statusCode()).isEqualTo(404);
        assertThat(Caller.newcomer(service).get(address).statusCode()).isEqualTo(404);
    }

    @Test
    void aMissingFileIsNotFound() throws Exception {
        // Given
        StoredFile file = ready.file().orElseThrow();
        files.delete(file);

        // When / Then
        assertThat(caller.get(address).statusCode()).isEqualTo(404);
    }

    @Test
    void aDownloadThatIsNotReadyHasNoFile() {
        // Given
        String id = caller.request();
        worker.claim(caller.owner(), id);

        // When / Then
        assertThat(caller.get("/downloads/" + id + "/flights.csv").statusCode()).isEqualTo(404);
    }

    private static void assertHeaders(HttpResponse<String> answer, Map<String, String> expected) {
        expected.forEach((name, value) -> assertThat(answer.headers().allValues(name)).as(name)
                .containsExactly(value));
    }
}
