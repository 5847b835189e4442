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
    private static final Duration LONGEST = Duration.ofMillis(800);

    private final Vertx vertx;
    private volatile boolean begun;

    ConnectionDrainer(Vertx vertx) {
        this.vertx = vertx;
    }

    /** From now on new connections are to be closed at once. */
    <T> void to(Collection<T> everybody, Consumer<T> sendAway) {
        begun = true;
        everybody.forEach(each -> vertx.setTimer(1 + ThreadLocalRandom.current().nextLong(LONGEST.toMillis()),
                timer -> sendAway.accept(each)));
    }

    boolean hasBegun() {
        return begun;
    }
}
