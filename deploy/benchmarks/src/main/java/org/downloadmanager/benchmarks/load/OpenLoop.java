package org.downloadmanager.benchmarks.load;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.downloadmanager.benchmarks.Samples;
import org.downloadmanager.benchmarks.Series;
import org.downloadmanager.benchmarks.stacks.Stack;

import io.vertx.core.buffer.Buffer;

/**
 * Requests at fixed instants, independent of earlier ones. Every latency counts from the instant at which the request was
 * due, so that a stall of the system or of this client is not omitted.
 */
public final class OpenLoop {

    /** After the last request was due; requests that were not sent by then are never sent. */
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration LAST_ONES = Duration.ofMinutes(3);

    private final VirtualUsers users;
    private final Stack stack;
    private final Buffer request;

    // Used on the event loop only while it runs.
    private final Deque<VirtualUser> idle = new ArrayDeque<>();
    private final Deque<Long> due = new ArrayDeque<>();
    private Samples latencies;
    private Samples lags;
    private int unsent;
    private int failures;
    private String failure;
    private CountDownLatch open;

    public OpenLoop(VirtualUsers users, Stack stack, String request) {
        this.users = users;
        this.stack = stack;
        this.request = Buffer.buffer(request);
        this.idle.addAll(users.all());
    }

    /**
     * Records the time from each request to the message that its file is ready.
     *
     * @return whether the system kept up with the requests
     */
    public boolean measure(double perSecond, Duration duration, Series series) {
        Meter meter = Meter.start(stack);
        series.values(run(perSecond, duration));
        meter.note(latencies.count(), "download", series);
        series.fact("ms by which the load was late, p99", lags.percentile(99));
        if (failures > 0) {
            series.remark(failures + " failed, such as " + failure);
        }
        if (unsent > 0) {
            series.remark(
                    "it could not keep up: " + unsent + " were not even sent, and stand nowhere in these numbers");
        }
        return unsent == 0;
    }

    /** The milliseconds from each request to the message that its file is ready. */
    public Samples run(double perSecond, Duration duration) {
        int count = (int) Math.max(1, perSecond * duration.toNanos() / 1e9);
        latencies = new Samples();
        lags = new Samples();
        failures = 0;
        unsent = 0;
        open = new CountDownLatch(count);
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long instant = start + (long) (i * 1e9 / perSecond);
            for (long left = instant - System.nanoTime(); left > 0; left = instant - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            users.onLoop(() -> due(instant));
        }
        if (!isDoneWithin(TIMEOUT)) {
            users.onLoop(this::sendNoMore);
            if (!isDoneWithin(LAST_ONES)) {
                throw new IllegalStateException(open.getCount() + " of " + count + " downloads did not end.");
            }
        }
        return latencies;
    }

    private boolean isDoneWithin(Duration timeout) {
        try {
            return open.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void sendNoMore() {
        unsent = due.size();
        due.clear();
        for (int i = 0; i < unsent; i++) {
            open.countDown();
        }
    }

    private void due(long instant) {
        lags.add(millisSince(instant));
        due.add(instant);
        next();
    }

    private void next() {
        while (!due.isEmpty() && !idle.isEmpty()) {
            long instant = due.remove();
            VirtualUser user = idle.remove();
            user.request(request).onComplete(ended -> {
                if (ended.succeeded() && ended.result().isReady()) {
                    latencies.add(millisSince(instant));
                } else {
                    failures++;
                    failure = ended.succeeded() ? ended.result().state() : ended.cause().getMessage();
                }
                idle.add(user);
                open.countDown();
                next();
            });
        }
    }

    private static double millisSince(long instant) {
        return (System.nanoTime() - instant) / 1e6;
    }
}
