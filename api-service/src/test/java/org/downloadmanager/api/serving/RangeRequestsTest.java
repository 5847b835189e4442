package org.downloadmanager.api.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import jakarta.ws.rs.core.Response;

import org.assertj.core.api.SoftAssertions;
import org.downloadmanager.api.serving.RangeRequests.RangeRequest;
import org.downloadmanager.downloads.StoredFile;
import org.downloadmanager.files.FileContent;
import org.jboss.resteasy.reactive.PathPart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sends the same requests to nginx and to {@link FileResponseBuilder}, which must agree. */
class RangeRequestsTest {

    private static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05.678Z");

    @TempDir
    Path directory;

    @TempDir
    Path home;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void everyRequestIsAnsweredAsNginxAnswersIt() throws Exception {
        assumeTrue(Nginx.isInstalled(), "no nginx here");

        // Given
        byte[] bytes = new byte[RangeRequests.LENGTH];
        new Random(1).nextBytes(bytes);
        Path file = Files.write(directory.resolve("file.csv"), bytes);
        Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
        StoredFile stored = new StoredFile("x", "file.csv", "text/csv", bytes.length, 1, "ab".repeat(32));

        try (Nginx nginx = Nginx.serving(directory, home)) {
            List<RangeRequest> requests = knowing(nginx);
            List<RangeRequest> ourRequests = RangeRequests.knowing('"' + stored.sha256() + '"',
                    HttpDate.format(MODIFIED));
            SoftAssertions answers = new SoftAssertions();
            for (int i = 0; i < requests.size(); i++) {
                // When
                RangeAnswer theirs = RangeAnswer.from(client, nginx.file("file.csv"), requests.get(i));
                RangeAnswer ours = ours(stored, file, ourRequests.get(i));

                // Then
                answers.assertThat(ours).as(requests.get(i).toString()).isEqualTo(theirs);
            }
            answers.assertAll();
            assertThat(requests).hasSizeGreaterThan(100);
        }
    }

    @Test
    void anEmptyFileIsAnsweredAsNginxAnswersIt() throws Exception {
        assumeTrue(Nginx.isInstalled(), "no nginx here");

        // Given
        Path file = Files.write(directory.resolve("file.csv"), new byte[0]);
        StoredFile stored = new StoredFile("x", "file.csv", "text/csv", 0, 0, "ab".repeat(32));

        try (Nginx nginx = Nginx.serving(directory, home)) {
            for (String range : List.of("bytes=0-", "bytes=0-0", "bytes=-1", "bytes=-0", "bytes=1-", "bytes=x",
                    "bytes=0-9223372036854775807", "bytes=-9223372036854775807", "bytes=-9223372036854775808")) {
                RangeRequest request = new RangeRequest("GET", Map.of("Range", range));

                // When
                RangeAnswer theirs = RangeAnswer.from(client, nginx.file("file.csv"), request);
                RangeAnswer ours = ours(stored, file, request);

                // Then
                assertThat(ours).as(range).isEqualTo(theirs);
            }
        }
    }

    private List<RangeRequest> knowing(Nginx nginx) throws IOException, InterruptedException {
        HttpResponse<Void> first = client.send(HttpRequest.newBuilder(nginx.file("file.csv")).build(),
                BodyHandlers.discarding());
        return RangeRequests.knowing(first.headers().firstValue("ETag").orElseThrow(),
                first.headers().firstValue("Last-Modified").orElseThrow());
    }

    private static RangeAnswer ours(StoredFile stored, Path file, RangeRequest request) throws IOException {
        Response answer = new FileResponseBuilder(stored, MODIFIED, request.headers()::get)
                .to(request.method(), new FileContent.Local(file));
        byte[] body = answer.getEntity() instanceof PathPart part
                ? Arrays.copyOfRange(Files.readAllBytes(file), (int) part.offset, (int) (part.offset + part.count))
                : new byte[0];
        // The server derives the length from the part that it sends.
        Optional<String> length = answer.hasEntity()
                ? Optional.of(Integer.toString(body.length))
                : header(answer, "Content-Length");
        return RangeAnswer.of(answer.getStatus(), header(answer, "Content-Range"), length,
                header(answer, "Accept-Ranges"), header(answer, "ETag").isPresent(),
                header(answer, "Last-Modified").isPresent(), body);
    }

    private static Optional<String> header(Response answer, String name) {
        return Optional.ofNullable(answer.getHeaderString(name));
    }
}
