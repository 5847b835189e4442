package org.downloadmanager.api.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

import jakarta.ws.rs.core.Response;

import org.downloadmanager.downloads.StoredFile;
import org.downloadmanager.files.FileContent;
import org.jboss.resteasy.reactive.PathPart;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileResponseBuilderTest {

    private static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String MODIFIED_HEADER = "Fri, 02 Jan 2026 03:04:05 GMT";
    private static final String EARLIER = "Fri, 02 Jan 2026 03:04:04 GMT";

    @TempDir
    Path directory;

    private StoredFile file;
    private FileContent.Local content;
    private String entityTag;

    @BeforeEach
    void writeFile() throws Exception {
        byte[] bytes = "0123456789".getBytes(StandardCharsets.UTF_8);
        String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        content = new FileContent.Local(Files.write(directory.resolve("1"), bytes));
        file = new StoredFile("location", "flüge.csv", "text/csv", bytes.length, 1, sha256);
        entityTag = '"' + sha256 + '"';
    }

    @Test
    void theWholeFileHasAllItsHeaders() {
        // When
        Response answer = answer("GET", Map.of());

        // Then
        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(part(answer)).isEqualTo("0+10");
        assertThat(answer.getHeaderString("Content-Type")).isEqualTo("text/csv");
        assertThat(answer.getHeaderString("Content-Disposition"))
                .isEqualTo("attachment; filename=\"fl_ge.csv\"; filename*=UTF-8''fl%C3%BCge.csv");
        assertThat(answer.getHeaderString("Accept-Ranges")).isEqualTo("bytes");
        assertThat(answer.getHeaderString("ETag")).isEqualTo(entityTag);
        assertThat(answer.getHeaderString("Last-Modified")).isEqualTo(MODIFIED_HEADER);
        assertThat(answer.getHeaderString("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(answer.getHeaderString("Repr-Digest"))
                .isEqualTo("sha-256=:hNiYd/DUBB77a/kaFvAkjy/Vc+avBcGflr7bn4gveII=:");
    }

    @Test
    void aRangeIsAnsweredWithPartialContent() {
        // When
        Response answer = answer("GET", Map.of("Range", "bytes=2-4"));

        // Then
        assertThat(answer.getStatus()).isEqualTo(206);
        assertThat(part(answer)).isEqualTo("2+3");
        assertThat(answer.getHeaderString("Content-Range")).isEqualTo("bytes 2-4/10");
        assertThat(answer.getHeaderString("ETag")).isEqualTo(entityTag);
    }

    @Test
    void anUnsatisfiableRangeNamesTheFileLength() {
        // When
        Response answer = answer("GET", Map.of("Range", "bytes=10-"));

        // Then
        assertThat(answer.getStatus()).isEqualTo(416);
        assertThat(answer.getHeaderString("Content-Range")).isEqualTo("bytes */10");
        assertThat(answer.hasEntity()).isFalse();
    }

    @Test
    void aMultiRangeRequestGetsTheWholeFile() {
        // When
        Response answer = answer("GET", Map.of("Range", "bytes=0-1,4-5"));

        // Then
        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(part(answer)).isEqualTo("0+10");
    }

    @Test
    void headReturnsTheHeadersOfGet() {
        // When
        Response whole = answer("HEAD", Map.of());
        Response part = answer("HEAD", Map.of("Range", "bytes=-3"));

        // Then
        assertThat(whole.getStatus()).isEqualTo(200);
        assertThat(whole.getHeaderString("Content-Length")).isEqualTo("10");
        assertThat(whole.hasEntity()).isFalse();
        assertThat(part.getStatus()).isEqualTo(206);
        assertThat(part.getHeaderString("Content-Length")).isEqualTo("3");
        assertThat(part.hasEntity()).isFalse();
    }

    @Test
    void anUnchangedFileIsAnsweredNotModified() {
        // When
        Response answer = answer("GET", Map.of("If-None-Match", "W/" + entityTag));

        // Then
        assertThat(answer.getStatus()).isEqualTo(304);
        assertThat(answer.hasEntity()).isFalse();
        assertThat(answer.getHeaderString("ETag")).isEqualTo(entityTag);
        assertThat(answer.getHeaderString("Cache-Control")).isEqualTo("private, no-cache");
    }

    @Test
    void entityTagsTakePrecedenceOverDates() {
        assertThat(status("If-None-Match", "\"other\"", "If-Modified-Since", MODIFIED_HEADER)).isEqualTo(200);
        assertThat(status("If-None-Match", entityTag, "If-Modified-Since", EARLIER)).isEqualTo(304);
        assertThat(status("If-Match", entityTag, "If-Unmodified-Since", EARLIER)).isEqualTo(200);
        assertThat(status("If-Match", "\"other\"", "If-Unmodified-Since", MODIFIED_HEADER)).isEqualTo(412);
    }

    @Test
    void preconditionsAreEvaluatedFirst() {
        assertThat(status("If-Match", "\"other\"", "If-None-Match", entityTag)).isEqualTo(412);
        assertThat(status("If-Match", "W/" + entityTag, "Range", "bytes=20-")).isEqualTo(412);
        assertThat(status("If-Unmodified-Since", EARLIER, "Range", "bytes=0-1")).isEqualTo(412);
    }

    @Test
    void aFailedIfRangeGetsTheWholeFile() {
        assertThat(status("If-Range", entityTag, "Range", "bytes=0-1")).isEqualTo(206);
        assertThat(status("If-Range", MODIFIED_HEADER, "Range", "bytes=0-1")).isEqualTo(206);
        assertThat(status("If-Range", "\"other\"", "Range", "bytes=0-1")).isEqualTo(200);
        assertThat(status("If-Range", "W/" + entityTag, "Range", "bytes=0-1")).isEqualTo(200);
        assertThat(status("If-Range", EARLIER, "Range", "bytes=0-1")).isEqualTo(200);
        assertThat(status("If-Range", "\"other\"", "Range", "bytes=20-")).isEqualTo(200);
    }

    @Test
    void allThreeHttpDateFormatsAreParsed() {
        assertThat(status("If-Modified-Since", "Fri, 02 Jan 2026 03:04:05 GMT", "X", "")).isEqualTo(304);
        assertThat(status("If-Modified-Since", "Friday, 02-Jan-26 03:04:05 GMT", "X", "")).isEqualTo(304);
        assertThat(status("If-Modified-Since", "Fri Jan  2 03:04:05 2026", "X", "")).isEqualTo(304);
        assertThat(status("If-Modified-Since", "2026-01-02T03:04:05Z", "X", "")).isEqualTo(200);
    }

    @Test
    void aRemoteFileIsARedirect() {
        // Given
        FileContent elsewhere = new FileContent.Remote(URI.create("https://store.example/file?signature=1"));

        // When
        Response answer = new FileResponseBuilder(file, MODIFIED, Map.of("Range", "bytes=20-")::get).to("GET",
                elsewhere);

        // Then
        assertThat(answer.getStatus()).isEqualTo(302);
        assertThat(answer.getLocation()).hasToString("https://store.example/file?signature=1");
        assertThat(answer.getHeaderString("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void headDescribesARemoteFile() {
        // Given
        FileContent elsewhere = new FileContent.Remote(URI.create("https://store.example/file?signature=1"));

        // When
        Response answer = new FileResponseBuilder(file, MODIFIED, Map.<String, String>of()::get).to("HEAD", elsewhere);

        // Then
        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(answer.getHeaderString("Content-Length")).isEqualTo("10");
        assertThat(answer.getHeaderString("Content-Type")).isEqualTo("text/csv");
        assertThat(answer.getHeaderString("ETag")).isNull();
    }

    private int status(String name, String value, String otherName, String otherValue) {
        return answer("GET", Map.of(name, value, otherName, otherValue)).getStatus();
    }

    private Response answer(String method, Map<String, String> headers) {
        return new FileResponseBuilder(file, MODIFIED, headers::get).to(method, content);
    }

    private String part(Response answer) {
        PathPart part = (PathPart) answer.getEntity();
        assertThat(part.file).isEqualTo(content.path());
        return part.offset + "+" + part.count;
    }
}
