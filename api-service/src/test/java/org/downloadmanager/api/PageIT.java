package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpResponse;

import jakarta.inject.Inject;

import org.downloadmanager.downloads.Download;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** The page without its script, and the requests of its script. */
@QuarkusTest
@WithTestResource(Servers.class)
class PageIT {

    private static final String FORM = "export=flights&format=csv&parameter.origin=LAS&parameter.minDelay=&parameter.from=";
    private static final String IN_PLACE = "X-In-Place";

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
    void everyExportHasAForm() {
        // When
        HttpResponse<String> page = Caller.newcomer(service).get("/");

        // Then
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.headers().firstValue("Set-Cookie")).isPresent();
        assertThat(page.body()).contains("<h3 id=\"export-flights\">Flights</h3>",
                "<input type=\"radio\" name=\"format\" value=\"csv\" checked> <span>CSV</span>",
                "<input type=\"radio\" name=\"format\" value=\"jsonl\"> <span>JSON lines</span>",
                "name=\"parameter.origin\"", "pattern=\"[A-Z]{3}\"",
                "name=\"parameter.author\" type=\"text\" aria-describedby=\"field-notes-author-problem\" required");
    }

    @Test
    void formNumbersKeepAllTheirDigits() {
        // When
        String page = caller.get("/").body();

        // Then
        assertThat(page).contains(
                "min=\"0.0000001\" max=\"1000000000000000000000000000000\" step=\"any\" value=\"12345678901234567.89\"");
    }

    @Test
    void requestAgainKeepsEveryDigitOfANumber() throws Exception {
        // Given
        submit("/downloads", "export=payments&format=csv&parameter.least=0.00000010", IN_PLACE, "yes");
        JsonNode first = Caller.json(caller.get("/api/downloads")).get(0);
        submit("/downloads/" + first.get("id").textValue() + "/cancel", "", IN_PLACE, "yes");

        // When
        HttpResponse<String> answer = submit("/downloads/" + first.get("id").textValue() + "/again", "", IN_PLACE,
                "yes");

        // Then
        assertThat(answer.body()).contains("Least amount 0.0000001");
        assertThat(caller.get("/api/downloads").body()).containsOnlyOnce("\"state\":\"PENDING\"")
                .contains("\"parameters\":{\"least\":0.0000001}").doesNotContain("1E-7");
    }

    @Test
    void theFooterShowsTheVersionAndCommit() {
        // Given
        JsonNode program = Caller.json(caller.get("/api/version"));

        // When
        String page = caller.get("/").body();

        // Then
        assertThat(program.get("version").textValue()).matches("[0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?");
        assertThat(program.get("commit").textValue()).matches("[0-9a-f]{7,40}|unknown");
        assertThat(page).contains("Version " + program.get("version").textValue() + " ("
                + program.get("commit").textValue() + ")");
    }

    @Test
    void everyFormShowsTheCostOfTheFullExport() {
        // Given
        worker.preview("flights", Worker.FLIGHTS_PREVIEW);

        // When
        String page = caller.get("/").body();

        // Then
        assertThat(page)
                .contains("3,000,000</data> rows", "about <data class=\"bytes\" value=\"105783734\">106 MB</data>",
                        "<td>2</td><td>&lt;b&gt;LAS&lt;/b&gt;</td>")
                .doesNotContain("<b>LAS</b>");
    }

    @Test
    void thePageReplacesAnInvalidCookie() {
        // Given
        caller.forge("downloads-owner=worn.out");

        // When
        HttpResponse<String> page = caller.get("/");

        // Then
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(caller.get("/fragments").statusCode()).isEqualTo(200);
    }

    @Test
    void activeDownloadsAreShownAfterAPageRefresh() {
        // Given
        String id = caller.request();
        worker.claim(caller.owner(), id);

        // When
        String page = caller.get("/").body();

        // Then
        assertThat(page).contains("id=\"popup-" + id + '"', "id=\"row-" + id + '"', "Generating file...");
    }

    @Test
    void aFormWithoutScriptRedirectsToThePage() {
        // When
        HttpResponse<String> answer = submit("/downloads", FORM);

        // Then
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(URI.create(answer.headers().firstValue("Location").orElseThrow()).getPath()).isEqualTo("/");
        assertThat(caller.get("/fragments").body()).contains("Starting download request");
    }

    @Test
    void anInPlaceFormIsAnsweredWithFragments() {
        // When
        HttpResponse<String> answer = submit("/downloads", FORM, IN_PLACE, "yes");

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("id=\"popup-", "Starting download request").doesNotContain("<html");
    }

    @Test
    void aSecondRequestOnThePageShowsTheActiveDownload() {
        // Given
        String id = caller.request();

        // When
        HttpResponse<String> answer = submit("/downloads", FORM, IN_PLACE, "yes");

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("id=\"popup-" + id + '"');
    }

    @Test
    void aRefusedFormShowsItsReason() {
        // Given
        String form = "export=flights&format=csv&parameter.origin=Vegas";

        // When
        HttpResponse<String> inPlace = submit("/downloads", form, IN_PLACE, "yes");
        HttpResponse<String> page = submit("/downloads", form);

        // Then
        assertThat(inPlace.statusCode()).isEqualTo(422);
        assertThat(inPlace.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(inPlace.body())
                .contains("{\"field\":\"origin\",\"message\":\"must match the pattern [A-Z]{3}\"}");
        assertThat(page.statusCode()).isEqualTo(422);
        assertThat(page.body()).contains("<html", "Invalid request for flights", "value=\"Vegas\"",
                "id=\"field-flights-origin-problem\">Must match the pattern [A-Z]{3}</p>");
    }

    @Test
    void theCancelButtonCancelsTheDownload() {
        // Given
        String id = caller.request();

        // When
        HttpResponse<String> answer = submit("/downloads/" + id + "/cancel", "", IN_PLACE, "yes");

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("Download cancelled");
        assertThat(worker.find(caller.owner(), id)).map(Download::stateName).contains("CANCELLED");
    }

    @Test
    void theRequestAgainButtonRequestsTheSameFile() throws Exception {
        // Given
        String id = caller.request();
        worker.complete(caller.owner(), id, "a");

        // When
        HttpResponse<String> answer = submit("/downloads/" + id + "/again", "", IN_PLACE, "yes");

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("Starting download request").doesNotContain(id);
        assertThat(caller.get("/api/downloads").body()).contains("\"retryOf\":\"" + id + '"');
    }

    @Test
    void requestAgainFailsForAnotherOwnersDownload() {
        // Given
        String id = Caller.known(service).request();

        // When
        HttpResponse<String> answer = submit("/downloads/" + id + "/again", "", IN_PLACE, "yes");

        // Then
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(caller.get("/fragments").body()).isEmpty();
    }

    @Test
    void aPendingDownloadNamesItsPosition() {
        // Given
        Caller earlier = Caller.known(service);
        earlier.request();
        String id = caller.request();

        // When / Then
        await().untilAsserted(() -> assertThat(caller.get("/fragments").body()).contains("id=\"popup-" + id + '"',
                "<data class=\"number\" value=\"1\">1</data> ahead of you"));
        assertThat(earlier.get("/fragments").body()).contains("Next in the queue");
    }

    @Test
    void theRemoveButtonRemovesTheDownload() throws Exception {
        // Given
        String id = caller.request();
        worker.complete(caller.owner(), id, "a");

        // When
        HttpResponse<String> answer = submit("/downloads/" + id + "/remove", "", IN_PLACE, "yes");

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("data-removed");
        assertThat(worker.find(caller.owner(), id)).isEmpty();
    }

    @Test
    void theLinkButtonCreatesASignedLink() throws Exception {
        // Given
        String id = caller.request();
        worker.complete(caller.owner(), id, "a");

        // When
        HttpResponse<String> inPlace = submit("/downloads/" + id + "/link", "", IN_PLACE, "yes");
        HttpResponse<String> page = submit("/downloads/" + id + "/link", "");

        // Then
        String url = Caller.json(inPlace).path("url").asText();
        assertThat(Caller.newcomer(service).get(url).body()).isEqualTo("a");
        assertThat(page.body()).contains("<html", "Anyone with this link can download the file until");
    }

    @Test
    void linksNeedAReadyDownload() {
        // Given
        String id = caller.request();

        // When
        HttpResponse<String> answer = submit("/downloads/" + id + "/link", "", IN_PLACE, "yes");

        // Then
        assertThat(answer.statusCode()).isEqualTo(409);
    }

    @Test
    void theRemoveAllButtonRemovesEveryDownload() throws Exception {
        // Given
        String ended = caller.request();
        worker.complete(caller.owner(), ended, "a");
        String active = caller.request();

        // When
        HttpResponse<String> answer = submit("/downloads/all/remove", "", IN_PLACE, "yes");

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains(ended, active).contains("data-removed");
        assertThat(caller.get("/fragments").body()).isEmpty();
        assertThat(worker.find(caller.owner(), active)).isEmpty();
    }

    @Test
    void anActiveDownloadIsNotRemoved() {
        // Given
        String id = caller.request();

        // When
        HttpResponse<String> answer = submit("/downloads/" + id + "/remove", "", IN_PLACE, "yes");

        // Then
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(worker.find(caller.owner(), id)).isPresent();
    }

    @Test
    void aFormFromAForeignOriginIsRefused() {
        // When
        HttpResponse<String> answer = submit("/downloads", FORM, "Origin", "http://evil.example");

        // Then
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(caller.get("/fragments").body()).isEmpty();
    }

    private HttpResponse<String> submit(String path, String form, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = "application/x-www-form-urlencoded";
        System.arraycopy(headers, 0, all, 2, headers.length);
        return caller.post(path, form, all);
    }
}
