package org.downloadmanager.api.streaming;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import jakarta.inject.Singleton;

import io.vertx.core.Vertx;

/** How a replica that stops sends everybody away who watches: they come back through another one, and not all at once. */
@Singleton
class ConnectionDrainer {

    /** Shorter than the delay with which a replica stops. */
    private static final Duration LONGEST = Duration.ofMillis(800);

    private final Vertx vertx;
    private volatile boolean begun;

    ConnectionDrainer(Vertx vertx) {
        this.vertx = vertx;
    }

    /** From now on newcomers are to be sent away at once. */
    <T> void to(Collection<T> everybody, Consumer<T> sendAway) {
        begun = true;
        everybody.forEach(each -> vertx.setTimer(1 + ThreadLocalRandom.current().nextLong(LONGEST.toMillis()),
                timer -> sendAway.accept(each)));
    }

    boolean hasBegun() {
        return begun;
    }
}
