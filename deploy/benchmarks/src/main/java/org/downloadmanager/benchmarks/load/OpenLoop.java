package org.downloadmanager.benchmarks.load;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.downloadmanager.benchmarks.Entry;
import org.downloadmanager.benchmarks.Samples;
import org.downloadmanager.benchmarks.stacks.Stack;

import io.vertx.core.buffer.Buffer;

/**
 * Requests at fixed instants, whatever became of those before. Every latency counts from the instant at which the
 * request was due, so that nothing is left out when somebody stalls: neither the system nor this.
 */
public final class OpenLoop {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Of a core: whoever has so little left delays what he measures. */
    private static final double BUSY = 0.8;

    private final Crowd crowd;
    private final Stack stack;
    private final Buffer request;

    // On the event loop only, as long as it runs.
    private final Deque<Person> idle = new ArrayDeque<>();
    private final Deque<Long> due = new ArrayDeque<>();
    private final Samples latencies = new Samples();
    private final Samples lags = new Samples();
    private int failures;
    private String failure;
    private CountDownLatch open;

    public OpenLoop(Crowd crowd, Stack stack, String request) {
        this.crowd = crowd;
        this.stack = stack;
        this.request = Buffer.buffer(request);
        this.idle.addAll(crowd.people());
    }

    /** Runs without noting anything. */
    public void warmUp(double perSecond, Duration duration) {
        run(perSecond, duration);
        forget();
    }

    /** Notes the time from each request to the message that its file is ready. */
    public void measure(double perSecond, Duration duration, Entry entry) {
        forget();
        CpuTimes before = CpuTimes.of(stack.parts());
        long start = System.nanoTime();
        run(perSecond, duration);
        double seconds = (System.nanoTime() - start) / 1e9;
        Map<String, Double> used = CpuTimes.of(stack.parts()).since(before);
        entry.values(latencies);
        double done = latencies.count();
        used.forEach((role, millis) -> entry.fact("CPU ms per download, " + role, millis / done));
        entry.fact("load late by, p99 ms", lags.percentile(99));
        double busy = used.get(CpuTimes.LOAD) / 1e3 / seconds;
        if (busy > BUSY) {
            entry.remark("the load generator was the limit");
        }
        if (failures > 0) {
            entry.remark(failures + " failed, such as " + failure);
        }
    }

    private void forget() {
        latencies.clear();
        lags.clear();
        failures = 0;
    }

    private void run(double perSecond, Duration duration) {
        int count = (int) Math.max(1, perSecond * duration.toNanos() / 1e9);
        open = new CountDownLatch(count);
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long instant = start + (long) (i * 1e9 / perSecond);
            for (long left = instant - System.nanoTime(); left > 0; left = instant - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            crowd.onLoop(() -> due(instant));
        }
        try {
            if (!open.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(open.getCount() + " of " + count + " downloads did not end.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void due(long instant) {
        due.add(instant);
        next();
    }

    private void next() {
        while (!due.isEmpty() && !idle.isEmpty()) {
            long instant = due.remove();
            Person person = idle.remove();
            lags.add(millisSince(instant));
            person.request(request).onComplete(ended -> {
                if (ended.succeeded() && ended.result().isReady()) {
                    latencies.add(millisSince(instant));
                } else {
                    failures++;
                    failure = ended.succeeded() ? ended.result().state() : ended.cause().getMessage();
                }
                idle.add(person);
                open.countDown();
                next();
            });
        }
    }

    private static double millisSince(long instant) {
        return (System.nanoTime() - instant) / 1e6;
    }
}
