package org.downloadmanager.api.streaming;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import jakarta.inject.Singleton;

import io.vertx.core.Vertx;

/**
 * Closes the open connections of a stopping replica, spread over a short time, so that clients do not reconnect all at
 * once.
 */
@Singleton
class ConnectionDrainer {

    /** Shorter than the shutdown delay of a replica. */
    private static final Duration MAX_DELAY = Duration.ofMillis(800);

    private final Vertx vertx;
    private volatile boolean begun;

    ConnectionDrainer(Vertx vertx) {
        this.vertx = vertx;
    }

    /** From now on new connections are to be closed at once. */
    <T> void drain(Collection<T> connections, Consumer<T> close) {
        begun = true;
        connections.forEach(each -> vertx.setTimer(1 + ThreadLocalRandom.current().nextLong(MAX_DELAY.toMillis()),
                timer -> close.accept(each)));
    }

    boolean hasBegun() {
        return begun;
    }
}
