package org.downloadmanager.downloads.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;

/** The event loops of this process, which send requests to Redis and receive the answers. */
final class EventLoops {

    /** One pass to write the waiting requests, one to read the answers, one to hand them to the loops of their callers. */
    private static final int PASSES = 3;

    private final List<EventExecutor> loops = new ArrayList<>();

    // Deprecated only because Vert.x 5 moves it to its service provider interface.
    @SuppressWarnings("deprecation")
    EventLoops(Vertx vertx) {
        vertx.nettyEventLoopGroup().forEach(loops::add);
    }

    /**
     * Waits until the loops have done the work that they had when this was called.
     *
     * @param deadline by {@link System#nanoTime}
     * @return whether they did it before the deadline
     */
    boolean catchUp(long deadline) throws InterruptedException {
        for (int pass = 0; pass < PASSES; pass++) {
            CountDownLatch busy = new CountDownLatch(loops.size());
            loops.forEach(loop -> loop.execute(busy::countDown));
            if (!busy.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        }
        return true;
    }
}
