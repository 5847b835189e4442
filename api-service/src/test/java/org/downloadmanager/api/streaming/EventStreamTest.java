package org.downloadmanager.api.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.sse.OutboundSseEvent;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadFixtures;
import org.downloadmanager.messages.DownloadEvent;
import org.jboss.resteasy.reactive.server.jaxrs.OutboundSseEventImpl;
import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;

class EventStreamTest {

    private static final int REQUESTED_FIRST = 1;

    private final AssertSubscriber<OutboundSseEvent> reader = AssertSubscriber.create(REQUESTED_FIRST);
    private final List<String> done = new ArrayList<>();
    private int hungUp;
    private EventStream stream;

    EventStreamTest() {
        Multi.createFrom().<OutboundSseEvent>emitter(to -> stream = new EventStream(to, () -> hungUp++))
                .subscribe(reader);
    }

    @Test
    void theNextEventWaitsForTheClient() {
        // Given
        stream.send(event("first")).subscribe().with(taken -> done.add("first"));
        assertThat(done).isEmpty();

        // When
        reader.request(1);

        // Then
        assertThat(done).containsExactly("first");
        assertThat(comments()).containsExactly("first");
    }

    @Test
    void onlyTheNewestStateWaitsForASlowClient() {
        // Given
        Download pending = DownloadFixtures.aPendingDownload();
        Subscription subscription = new Subscription(pending.owner(), Optional.of(pending.id()),
                shown -> stream.send(event(String.valueOf(shown.download().version()))));
        subscription.show(DownloadEvent.of(pending));
        for (long version = 11; version < 1_000; version++) {
            subscription.show(DownloadEvent.of(pending.recorded(version)));
        }

        // When
        reader.request(10);

        // Then
        assertThat(comments()).containsExactly("10", "999");
    }

    @Test
    void anIdleStreamSendsHeartbeats() {
        // When
        stream.beat(event("keep-alive"));

        // Then
        assertThat(comments()).containsExactly("keep-alive");
        assertThat(hungUp).isZero();
    }

    @Test
    void aStreamIsClosedWhenItsClientStopsReading() {
        // Given
        stream.give(event("never read"));

        // When
        stream.beat(event("keep-alive"));
        int afterOne = hungUp;
        stream.beat(event("keep-alive"));

        // Then
        assertThat(afterOne).isZero();
        assertThat(hungUp).isEqualTo(1);
        assertThat(comments()).containsExactly("never read");
    }

    @Test
    void aSlowClientKeepsItsStream() {
        for (int i = 0; i < 5; i++) {
            // When
            stream.give(event("news"));
            stream.beat(event("keep-alive"));
            reader.request(1);
        }

        // Then
        assertThat(hungUp).isZero();
    }

    @Test
    void terminationCallbackRunsWhenClientDisconnects() {
        // Given
        stream.whenOver(() -> done.add("left"));

        // When
        reader.cancel();

        // Then
        assertThat(done).containsExactly("left");
    }

    private List<String> comments() {
        return reader.getItems().stream().map(OutboundSseEvent::getComment).toList();
    }

    private static OutboundSseEvent event(String comment) {
        return new OutboundSseEventImpl.BuilderImpl().comment(comment).build();
    }
}
