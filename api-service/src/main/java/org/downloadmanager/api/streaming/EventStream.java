package org.downloadmanager.api.streaming;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.ws.rs.sse.OutboundSseEvent;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.smallrye.mutiny.subscription.UniEmitter;

/** The stream to one client of server-sent events; the client requests each event after it took the last one. */
final class EventStream {

    private static final int LATE = 2;

    private final MultiEmitter<? super OutboundSseEvent> reader;
    private final Runnable hangUp;
    private final AtomicReference<UniEmitter<? super Void>> taken = new AtomicReference<>();
    private final AtomicInteger beatsMissed = new AtomicInteger();

    /** @param hangUp closes the connection of a client that stopped reading */
    EventStream(MultiEmitter<? super OutboundSseEvent> reader, Runnable hangUp) {
        this.reader = reader;
        this.hangUp = hangUp;
        reader.onRequest(more -> take());
    }

    void give(OutboundSseEvent event) {
        reader.emit(event);
    }

    /** Completes when the client has taken this event and all before it. */
    Uni<Void> send(OutboundSseEvent event) {
        return Uni.createFrom().emitter(done -> {
            taken.set(done);
            give(event);
        });
    }

    /** Sends a heartbeat to an idle client, and to the proxies between. */
    void beat(OutboundSseEvent nothing) {
        if (isWaiting()) {
            give(nothing);
        } else if (beatsMissed.incrementAndGet() >= LATE) {
            hangUp.run();
        }
    }

    /** Runs at the end of the stream, or when the client disconnects. */
    void whenOver(Runnable leave) {
        reader.onTermination(leave);
    }

    void end() {
        reader.complete();
    }

    private void take() {
        beatsMissed.set(0);
        UniEmitter<? super Void> done = isWaiting() ? taken.getAndSet(null) : null;
        if (done != null) {
            done.complete(null);
        }
    }

    private boolean isWaiting() {
        return reader.requested() > 0;
    }
}
