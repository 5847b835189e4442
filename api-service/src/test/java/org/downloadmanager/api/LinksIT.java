package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.downloadmanager.api.Caller.json;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;

import jakarta.inject.Inject;

import org.downloadmanager.api.identity.LinkSignature;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Signed links to files. */
@QuarkusTest
@WithTestResource(Servers.class)
class LinksIT {

    @TestHTTPResource("/")
    URI service;

    @Inject
    Worker worker;

    @Inject
    LinkSignature signature;

    private Caller caller;
    private Caller stranger;
    private String id;

    @BeforeEach
    void begin() throws Exception {
        worker.forgetEverything();
        caller = Caller.known(service);
        stranger = Caller.newcomer(service);
        id = caller.request();
    }

    @Test
    void aSignedLinkServesTheFileWithoutACookie() throws Exception {
        // Given
        JsonNode link = link();
        stranger.forge("downloads-owner=worn.out");

        // When
        HttpResponse<String> whole = Caller.newcomer(service).get(link.get("url").textValue());
        HttpResponse<String> part = stranger.get(link.get("url").textValue(), "Range", "bytes=2-3");
        HttpResponse<String> head = stranger.head(link.get("url").textValue());

        // Then
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo("0123456789");
        assertThat(whole.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(whole.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("23");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(Instant.parse(link.get("expiresAt").textValue()))
                .isBetween(Instant.now().plusSeconds(14 * 60), Instant.now().plusSeconds(15 * 60));
    }

    @Test
    void anAlteredOrForgedLinkIsNotFound() throws Exception {
        // Given
        String url = link().get("url").textValue();
        int expires = url.indexOf("expires=") + "expires=".length();
        char last = url.charAt(url.length() - 1);

        for (String altered : List.of(
                url.substring(0, expires) + '2' + url.substring(expires),
                url.substring(0, expires) + url.substring(expires + 1),
                url.substring(0, url.length() - 1) + (last == 'A' ? 'E' : 'A'),
                url + "A",
                url.replaceFirst("&signature=.*", "&signature="),
                url.replaceFirst("expires=[0-9]+&", ""),
                url.replaceFirst("expires=[0-9]+", "expires=x"),
                url.replace(id, "00000000-0000-0000-0000-000000000000"),
                url.replace("flights.csv", "flights.jsonl"))) {
            // When
            HttpResponse<String> answer = stranger.get(altered);

            // Then
            assertThat(answer.statusCode()).as(altered).isEqualTo(404);
            assertThat(json(answer).get("code").textValue()).isEqualTo("not-found");
        }
        assertThat(stranger.get(url.substring(0, url.indexOf('?'))).statusCode()).isEqualTo(404);
    }

    @Test
    void anExpiredLinkIsGone() throws Exception {
        // Given
        worker.complete(caller.owner(), id, "0123456789");
        String expired = signature.sign("/downloads/" + id + "/flights.csv", Instant.now().minusSeconds(1));

        // When
        HttpResponse<String> answer = stranger.get(expired);

        // Then
        assertThat(answer.statusCode()).isEqualTo(410);
        assertThat(json(answer).get("code").textValue()).isEqualTo("link-expired");
    }

    @Test
    void aLinkToARemovedFileIsNotFound() throws Exception {
        // Given
        String url = link().get("url").textValue();

        // When
        caller.delete("/api/downloads/" + id);

        // Then
        assertThat(stranger.get(url).statusCode()).isEqualTo(404);
    }

    @Test
    void onlyTheOwnerOfAReadyDownloadGetsALink() throws Exception {
        // When
        HttpResponse<String> early = caller.post("/api/downloads/" + id + "/link", "");
        worker.complete(caller.owner(), id, "0123456789");
        HttpResponse<String> foreign = Caller.known(service).post("/api/downloads/" + id + "/link", "");

        // Then
        assertThat(early.statusCode()).isEqualTo(409);
        assertThat(json(early).get("code").textValue()).isEqualTo("no-file");
        assertThat(foreign.statusCode()).isEqualTo(404);
    }

    private JsonNode link() throws Exception {
        worker.complete(caller.owner(), id, "0123456789");
        HttpResponse<String> answer = caller.post("/api/downloads/" + id + "/link", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        return json(answer);
    }
}
