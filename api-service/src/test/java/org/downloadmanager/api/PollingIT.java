package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.downloadmanager.api.Caller.json;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import jakarta.inject.Inject;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** What polling clients rely on: entity tags, Retry-After, pages. */
@QuarkusTest
@WithTestResource(Servers.class)
class PollingIT {

    @TestHTTPResource("/")
    URI service;

    @Inject
    Worker worker;

    private Caller caller;

    @BeforeEach
    void begin() throws Exception {
        worker.forgetEverything();
        caller = Caller.known(service);
    }

    @Test
    void anUnchangedDownloadIsAnsweredNotModified() {
        // Given
        String id = caller.request();

        for (String path : List.of("/api/downloads/" + id, "/api/downloads")) {
            String tag = tag(caller.get(path));

            // When
            HttpResponse<String> again = caller.get(path, "If-None-Match", "\"other\", W/" + tag);

            // Then
            assertThat(again.statusCode()).as(path).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(tag(again)).isEqualTo(tag);
        }
    }

    @Test
    void everyChangeIsSent() {
        // Given
        String id = caller.request();
        worker.claim(caller.owner(), id);
        String one = tag(caller.get("/api/downloads/" + id));
        String list = tag(caller.get("/api/downloads"));
        worker.move(caller.owner(), id, download -> download.advance(Progress.of(1, 100), Optional.empty()));

        // When
        HttpResponse<String> changed = caller.get("/api/downloads/" + id, "If-None-Match", one);
        HttpResponse<String> changedList = caller.get("/api/downloads", "If-None-Match", list);

        // Then
        assertThat(json(changed).at("/progress/done").intValue()).isEqualTo(1);
        assertThat(json(changedList).at("/0/progress/done").intValue()).isEqualTo(1);
    }

    @Test
    void aChangedPositionChangesTheEntityTag() {
        // Given
        Caller earlier = Caller.known(service);
        String first = earlier.request();
        String id = caller.request();
        HttpResponse<String> one = caller.get("/api/downloads/" + id);
        HttpResponse<String> list = caller.get("/api/downloads");
        worker.claim(earlier.owner(), first);

        // When
        HttpResponse<String> nextOne = caller.get("/api/downloads/" + id, "If-None-Match", tag(one));
        HttpResponse<String> nextList = caller.get("/api/downloads", "If-None-Match", tag(list));

        // Then
        assertThat(json(one).get("ahead").intValue()).isEqualTo(1);
        assertThat(json(list).get(0).get("ahead").intValue()).isEqualTo(1);
        assertThat(json(nextOne).get("ahead").intValue()).isZero();
        assertThat(json(nextList).get(0).get("ahead").intValue()).isZero();
        assertThat(json(earlier.get("/api/downloads/" + first)).has("ahead")).isFalse();
    }

    @Test
    void anActiveDownloadHasRetryAfter() throws Exception {
        // Given
        String id = caller.request();
        String begun = retryAfter(caller.get("/api/downloads/" + id)).orElseThrow();
        worker.claim(caller.owner(), id);
        worker.move(caller.owner(), id, download -> download.advance(
                new Progress(1, OptionalLong.of(100), Optional.of(Duration.ofSeconds(7))), Optional.empty()));

        // When
        HttpResponse<String> running = caller.get("/api/downloads/" + id);
        HttpResponse<String> unchanged = caller.get("/api/downloads/" + id, "If-None-Match", tag(running));
        worker.move(caller.owner(), id, Download::cancel);
        HttpResponse<String> ended = caller.get("/api/downloads/" + id);

        // Then
        assertThat(begun).isEqualTo("1");
        assertThat(retryAfter(running)).contains("7");
        assertThat(retryAfter(unchanged)).contains("7");
        assertThat(retryAfter(ended)).isEmpty();
    }

    @Test
    void theListIsPagedWithLinkHeaders() {
        // Given
        List<String> newestFirst = requests(5);

        // When
        HttpResponse<String> first = caller.get("/api/downloads?limit=2");
        // Then another download is accepted
        String sixth = caller.request();
        HttpResponse<String> second = caller.get(next(first).orElseThrow());
        HttpResponse<String> third = caller.get(next(second).orElseThrow());

        // Then
        assertThat(ids(first)).isEqualTo(newestFirst.subList(0, 2));
        assertThat(ids(second)).isEqualTo(newestFirst.subList(2, 4));
        assertThat(ids(third)).isEqualTo(newestFirst.subList(4, 5));
        assertThat(next(third)).isEmpty();
        assertThat(ids(caller.get("/api/downloads"))).hasSize(6).startsWith(sixth);
        assertThat(next(caller.get("/api/downloads"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "limit=0", "limit=101", "limit=-1", "limit=1e1", "limit=", "limit=99999999999", "limit=x",
        "cursor=", "cursor=x", "cursor=AAAA", "cursor=%00", "cursor=AAAAAAAAAAAAAAAA", "cursor=4pyT" })
    void aMalformedPageTokenIsRefused(String query) {
        // When
        HttpResponse<String> answer = caller.get("/api/downloads?" + query);

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("code").textValue())
                .isEqualTo("invalid-" + query.substring(0, query.indexOf('=')));
    }

    /** One after another, each cancelled before the next. */
    private List<String> requests(int count) {
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = caller.request();
            caller.delete("/api/downloads/" + id);
            newestFirst.add(0, id);
        }
        return newestFirst;
    }

    private static List<String> ids(HttpResponse<String> page) {
        List<String> ids = new ArrayList<>();
        for (JsonNode download : json(page)) {
            ids.add(download.get("id").textValue());
        }
        return ids;
    }

    private static Optional<String> next(HttpResponse<String> page) {
        return page.headers().firstValue("Link").map(link -> link.substring(1, link.indexOf('>')));
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    private static Optional<String> retryAfter(HttpResponse<String> answer) {
        return answer.headers().firstValue("Retry-After");
    }
}
