package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;

import jakarta.inject.Inject;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.messages.DownloadEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Server-sent events of one download. */
@QuarkusTest
@WithTestResource(Servers.class)
class EventsIT {

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
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Management.ask(management, "/q/health/ready").body().contains("live"));
    }

    @Test
    void theStreamStartsWithTheReconnectDelayAndTheState() throws Exception {
        // Given
        String id = caller.request();

        // When
        try (Events events = caller.watch(id)) {
            Events.Event first = events.any();
            Events.Event second = events.any();

            // Then
            assertThat(Integer.parseInt(first.retry())).isBetween(500, 3_000);
            assertThat(second.state()).isEqualTo("PENDING");
            assertThat(second.id()).isEqualTo(second.json().get("version").asText());
            assertThat(second.json()).isEqualTo(Caller.uncounted(caller.get("/api/downloads/" + id)));
        }
    }

    @Test
    void theStreamEndsWithTheDownload() throws Exception {
        // Given
        String id = caller.request();
        try (Events events = caller.watch(id)) {
            events.next();

            // When
            worker.publish(DownloadEvent.of(worker.claim(caller.owner(), id)));
            String second = events.next().state();
            caller.delete("/api/downloads/" + id);
            String third = events.next().state();

            // Then
            assertThat(second).isEqualTo("PROCESSING");
            assertThat(third).isEqualTo("CANCELLED");
            assertThat(events.next().isEnd()).isTrue();
        }
    }

    @Test
    void everySocketMessageMatchesTheOpenApiDocument() throws Exception {
        // Given
        String id = caller.request();
        try (Events events = caller.watch(id); Socket socket = caller.open("json")) {
            // When / Then
            caller.contract().checkMessage("Download", events.next().json());
            caller.contract().checkMessage("Download", socket.nextJson());
            caller.delete("/api/downloads/" + id);
            caller.contract().checkMessage("Download", events.next().json());
            caller.contract().checkMessage("Download", socket.nextJson());
            caller.delete("/api/downloads/" + id);
            caller.contract().checkMessage("Removal", socket.nextJson());
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void lastEventIdSkipsTheStatesAlreadySeen() throws Exception {
        // Given
        String id = caller.request();
        Download running = worker.claim(caller.owner(), id);

        // When
        try (Events events = caller.watch(id, "Last-Event-ID", String.valueOf(running.version()))) {
            events.any();
            caller.delete("/api/downloads/" + id);

            // Then
            assertThat(events.next().state()).isEqualTo("CANCELLED");
        }
    }

    @Test
    void aStreamStartsWithAStateNewerThanLastEventId() throws Exception {
        // Given
        String id = caller.request();
        Download pending = worker.find(caller.owner(), id).orElseThrow();
        worker.claim(caller.owner(), id);

        // When
        try (Events events = caller.watch(id, "Last-Event-ID", String.valueOf(pending.version()))) {
            // Then
            assertThat(events.next().state()).isEqualTo("PROCESSING");
        }
    }

    @Test
    void theRefreshShowsAStateThatALostEventSkipped() throws Exception {
        // Given
        String id = caller.request();
        Download pending = worker.find(caller.owner(), id).orElseThrow();
        try (Events events = caller.watch(id, "Last-Event-ID", String.valueOf(pending.version()))) {
            // When
            worker.complete(caller.owner(), id, "a");

            // Then, possibly after a state in between
            Events.Event last = events.next();
            while (!last.state().equals("READY")) {
                last = events.next();
            }
            assertThat(events.next().isEnd()).isTrue();
        }
    }

    @Test
    void aStreamAfterTheSeenEndIsAnsweredNoContent() throws Exception {
        // Given
        String id = caller.request();
        Download ready = worker.complete(caller.owner(), id, "a");

        // When
        HttpResponse<String> again = caller.get("/api/downloads/" + id + "/events", "Last-Event-ID",
                String.valueOf(ready.version()));

        // Then
        assertThat(again.statusCode()).isEqualTo(204);
    }

    @Test
    void aStreamOfAnEndedDownloadShowsItsEnd() throws Exception {
        // Given
        String id = caller.request();
        worker.complete(caller.owner(), id, "a");

        // When
        try (Events events = caller.watch(id, "Last-Event-ID", "not from here")) {
            // Then
            assertThat(events.next().state()).isEqualTo("READY");
            assertThat(events.next().isEnd()).isTrue();
        }
    }

    @Test
    void anotherOwnersDownloadCannotBeWatched() throws Exception {
        // Given
        String id = caller.request();

        // When
        HttpResponse<String> answer = Caller.known(service).get("/api/downloads/" + id + "/events");

        // Then
        assertThat(answer.statusCode()).isEqualTo(404);
    }

    @Test
    void aStreamShowsItsOwnDownloadOnly() throws Exception {
        // Given
        String first = caller.request();
        Download cancelled = worker.move(caller.owner(), first, Download::cancel);
        String second = caller.request();

        // When
        try (Events events = caller.watch(second)) {
            events.next();
            worker.publish(DownloadEvent.removal(cancelled));
            worker.publish(DownloadEvent.of(worker.claim(caller.owner(), second)));

            // Then
            assertThat(events.next().json().get("id").textValue()).isEqualTo(second);
        }
    }

    @Test
    void aRemovalEndsTheStream() throws Exception {
        // Given
        String id = caller.request();
        try (Events events = caller.watch(id)) {
            events.next();

            // When, as recorded in the store, which is read periodically too
            Download pending = worker.find(caller.owner(), id).orElseThrow();
            worker.publish(DownloadEvent.removal(pending));

            // Then
            assertThat(events.next().json()).isEqualTo(Caller.json("{\"id\": \"" + id + "\", \"version\": "
                    + pending.version() + ", \"removed\": true}"));
            assertThat(events.next().isEnd()).isTrue();
        }
    }
}
