package org.downloadmanager.api.streaming;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

import org.downloadmanager.api.metrics.Meters;
import org.downloadmanager.api.view.DownloadResponses;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.StoreUnavailableException;
import org.downloadmanager.messages.DownloadEvent;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** All open streams of server-sent events of this replica. */
@Singleton
class EventStreams {

    /** Shorter than the idle timeout of any proxy. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    /** The reconnect delay of clients, random for each of them. */
    private static final int MIN_RECONNECT_MILLIS = 500;
    private static final int MAX_RECONNECT_MILLIS = 3_000;

    private final Subscriptions subscriptions;
    private final DownloadResponses responses;
    private final Sse sse;
    private final ConnectionDrainer drainer;
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();

    EventStreams(Subscriptions subscriptions, DownloadResponses responses, Sse sse, ConnectionDrainer drainer,
            Meters meters) {
        this.subscriptions = subscriptions;
        this.responses = responses;
        this.sse = sse;
        this.drainer = drainer;
        meters.streams("events", open::size);
    }

    /** Sends the states of the download that are newer than {@code seen}, until it ends. */
    void show(Download download, long seen, EventStream stream, Runnable afterwards) {
        Subscription subscription = new Subscription(download.owner(), Optional.of(download.id()),
                event -> event.removed() || event.download().version() > seen
                        ? send(event, stream)
                        : Uni.createFrom().voidItem());
        open.add(stream);
        stream.whenOver(() -> {
            open.remove(stream);
            subscriptions.unsubscribe(subscription);
            afterwards.run();
        });
        stream.give(welcome());
        if (drainer.hasBegun()) {
            stream.end();
        } else {
            subscribe(subscription, stream);
        }
    }

    private void subscribe(Subscription subscription, EventStream stream) {
        try {
            subscriptions.subscribe(subscription);
        } catch (StoreUnavailableException e) {
            Log.debugf("Stream not begun: cause=%s", e.getMessage());
            stream.end();
        }
    }

    private Uni<Void> send(DownloadEvent event, EventStream stream) {
        return stream.send(sse.newEventBuilder()
                .id(String.valueOf(event.download().version()))
                .data(responses.json(event))
                .build())
                .invoke(() -> {
                    if (event.removed() || event.download().isEnded()) {
                        stream.end();
                    }
                });
    }

    private OutboundSseEvent welcome() {
        return sse.newEventBuilder()
                .comment("the newest state follows")
                .reconnectDelay(ThreadLocalRandom.current().nextInt(MIN_RECONNECT_MILLIS, MAX_RECONNECT_MILLIS))
                .build();
    }

    void beat(@Observes StartupEvent event, Vertx vertx) {
        OutboundSseEvent nothing = sse.newEventBuilder().comment("keep-alive").build();
        vertx.setPeriodic(HEARTBEAT.toMillis(), timer -> open.forEach(stream -> stream.beat(nothing)));
    }

    void drain(@Observes ShutdownDelayInitiatedEvent event) {
        drainer.drain(open, EventStream::end);
    }
}
