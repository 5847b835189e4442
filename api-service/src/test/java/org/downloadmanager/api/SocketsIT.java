package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Inject;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.messages.DownloadEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** WebSockets of downloads. */
@QuarkusTest
@WithTestResource(Servers.class)
class SocketsIT {

    private static final String JSON = "json";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TestHTTPResource("/")
    URI service;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Inject
    Worker worker;

    private Caller caller;

    @BeforeEach
    void begin() throws Exception {
        worker.forgetEverything();
        caller = Caller.known(service);
        // A replica that has just started reads the store until it reads events.
        Awaitility.await().atMost(TIMEOUT)
                .until(() -> Management.ask(management, "/q/health/ready").body().contains("live"));
    }

    @Test
    void aSocketShowsTheStateAtOnce() throws Throwable {
        // Given
        String first = caller.request();
        worker.complete(caller.owner(), first, "a");
        String second = caller.request();

        // When
        try (Socket socket = caller.open(JSON)) {
            // Then
            assertThat(socket.subprotocol()).isEqualTo(JSON);
            assertShows(socket, first, second);
        }
    }

    @Test
    void aRequestedDownloadIsShownAtOnce() throws Throwable {
        try (Socket socket = caller.open(JSON)) {
            // When
            String id = caller.request();

            // Then
            assertThat(socket.nextJson().get("id").textValue()).isEqualTo(id);
        }
    }

    @Test
    void aWorkersEventsAreSent() throws Throwable {
        // Given
        String id = caller.request();
        try (Socket socket = caller.open(JSON)) {
            socket.next();

            // When
            worker.publish(DownloadEvent.of(worker.claim(caller.owner(), id)));

            // Then
            assertThat(socket.nextJson().get("state").textValue()).isEqualTo("PROCESSING");
        }
    }

    @Test
    void aRepeatedOrLateEventShowsNothing() throws Throwable {
        // Given
        String id = caller.request();
        Download pending = worker.find(caller.owner(), id).orElseThrow();
        try (Socket socket = caller.open(JSON)) {
            socket.next();
            Download running = worker.claim(caller.owner(), id);
            worker.publish(DownloadEvent.of(running));
            socket.next();

            // When
            worker.publish(DownloadEvent.of(running));
            worker.publish(DownloadEvent.of(pending));
            Download further = worker.move(caller.owner(), id,
                    download -> download.advance(Progress.of(7), Optional.empty()));
            worker.publish(DownloadEvent.of(further));

            // Then
            assertThat(socket.nextJson().get("version").longValue()).isEqualTo(further.version());
        }
    }

    @Test
    void aLostEventIsRepairedByTheRefresh() throws Throwable {
        // Given
        String id = caller.request();
        try (Socket socket = caller.open(JSON)) {
            socket.next();

            // When
            Download ready = worker.complete(caller.owner(), id, "a");

            // Then, possibly after a state in between
            JsonNode last = socket.nextJson();
            while (last.get("version").longValue() < ready.version()) {
                last = socket.nextJson();
            }
            assertThat(last.get("state").textValue()).isEqualTo("READY");
            assertThat(last.get("version").longValue()).isEqualTo(ready.version());
        }
    }

    @Test
    void aRemovalIsSent() throws Throwable {
        // Given
        String id = caller.request();
        worker.complete(caller.owner(), id, "a");
        try (Socket socket = caller.open(JSON)) {
            assertShows(socket, id);

            // When
            caller.delete("/api/downloads/" + id);

            // Then
            JsonNode removal = socket.nextJson();
            assertThat(removal.get("id").textValue()).isEqualTo(id);
            assertThat(removal.get("removed").booleanValue()).isTrue();
        }
    }

    @Test
    void malformedEventsAreSkipped() throws Throwable {
        // Given
        String id = caller.request();
        try (Socket socket = caller.open(JSON)) {
            socket.next();

            // When
            worker.say(caller.owner().id(), "no event");
            worker.say(caller.owner().id(), null);
            worker.say(null, "no owner");
            Download running = worker.claim(caller.owner(), id);
            worker.publish(DownloadEvent.of(running));

            // Then
            assertThat(socket.nextJson().get("version").longValue()).isEqualTo(running.version());
            Awaitility.await().atMost(TIMEOUT)
                    .until(() -> Management.ask(management, "/q/health/ready").body().contains("live"));
        }
    }

    @Test
    void ownersDoNotSeeEachOther() throws Throwable {
        // Given
        Caller other = Caller.known(service);
        try (Socket socket = caller.open(JSON); Socket otherSocket = other.open(JSON)) {
            // When
            String id = caller.request();
            String otherId = other.request();

            // Then
            assertThat(socket.nextJson().get("id").textValue()).isEqualTo(id);
            assertThat(otherSocket.nextJson().get("id").textValue()).isEqualTo(otherId);

            // When
            worker.publish(DownloadEvent.of(worker.claim(caller.owner(), id)));
            worker.publish(DownloadEvent.of(worker.claim(other.owner(), otherId)));

            // Then
            assertThat(socket.nextJson().get("id").textValue()).isEqualTo(id);
            assertThat(otherSocket.nextJson().get("id").textValue()).isEqualTo(otherId);
            assertThat(socket.waiting()).isEmpty();
            assertThat(otherSocket.waiting()).isEmpty();
        }
    }

    @Test
    void aSocketWithoutSubprotocolReceivesFragments() throws Throwable {
        // Given
        String id = caller.request();
        try (Socket socket = caller.open(null)) {
            assertThat(socket.next()).contains("Starting download request");
            worker.claim(caller.owner(), id);

            // When
            worker.publish(DownloadEvent.of(worker.move(caller.owner(), id,
                    download -> download.advance(Progress.of(1, 4), Optional.empty()))));

            // Then
            assertThat(socket.nextWith("25%")).contains("id=\"popup-" + id + '"', "id=\"row-" + id + '"',
                    "Generating file...", "<progress max=\"100\" value=\"25\"");
            worker.publish(DownloadEvent.of(worker.move(caller.owner(), id,
                    download -> download.fail(new Failure("x", "<b>5 > 4 & 3</b>")))));
            assertThat(socket.next()).contains("The file could not be generated",
                    "&lt;b&gt;5 &gt; 4 &amp; 3&lt;/b&gt;");
            caller.delete("/api/downloads/" + id);
            assertThat(socket.next()).contains("id=\"popup-" + id + '"', "data-removed");
        }
    }

    @Test
    void clientMessagesCloseTheSocket() throws Throwable {
        try (Socket socket = caller.open(JSON)) {
            // When
            socket.say("hello");

            // Then
            assertThat(socket.closing()).isEqualTo("1008 client messages not accepted");
        }
    }

    @Test
    void aHandshakeFromTheOwnOriginIsAccepted() throws Throwable {
        try (Socket socket = caller.open(null, "Origin", "http://" + service.getAuthority())) {
            assertThat(socket.subprotocol()).isEmpty();
        }
    }

    @Test
    void aHandshakeFromAForeignOriginIsRejected() {
        assertThat(refusal(() -> caller.open(JSON, "Origin", "http://evil.example").close())).isEqualTo(403);
    }

    @Test
    void anonymousHandshakeIsRejected() {
        assertThat(refusal(() -> Caller.newcomer(service).open(JSON).close())).isEqualTo(401);
    }

    @Test
    void aHandshakeWithAForgedCookieIsRejected() {
        // Given
        String cookie = caller.cookie();
        caller.forge(cookie.substring(0, cookie.length() - 1) + (cookie.endsWith("A") ? "B" : "A"));

        // When / Then
        assertThat(refusal(() -> caller.open(JSON).close())).isEqualTo(401);
    }

    /** Late events of earlier tests may come before. */
    private void assertShows(Socket socket, String... ids) throws Throwable {
        Map<String, JsonNode> present = new HashMap<>();
        for (String id : ids) {
            present.put(id, Caller.uncounted(caller.get("/api/downloads/" + id)));
        }
        Map<String, JsonNode> shown = new HashMap<>();
        while (!shown.equals(present)) {
            JsonNode message = socket.nextJson();
            shown.put(message.get("id").textValue(), message);
        }
    }

    private static int refusal(ThrowingCallable opening) {
        return catchThrowableOfType(WebSocketHandshakeException.class, opening).getResponse().statusCode();
    }
}
