package org.downloadmanager.benchmarks.load;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.downloadmanager.benchmarks.Series;
import org.downloadmanager.benchmarks.stacks.Stack;

import io.vertx.core.buffer.Buffer;

/** Clients that fetch each file as soon as it is ready, and then request the next one. */
public final class ClosedLoop {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final VirtualUsers users;
    private final Stack stack;
    private final Buffer request;
    private final CountDownLatch atWork;
    private final AtomicLong fetched = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile String failure;
    private volatile boolean enough;

    public ClosedLoop(VirtualUsers users, Stack stack, String request) {
        this.users = users;
        this.stack = stack;
        this.request = Buffer.buffer(request);
        this.atWork = new CountDownLatch(users.all().size());
    }

    /**
     * Records the downloads per second in consecutive windows, without starting or stopping clients between them.
     *
     * @param warmUp before the first window
     */
    public void measure(Duration warmUp, int windows, Duration window, Series series) throws InterruptedException {
        start();
        TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
        record(windows, window, series);
        stop();
        if (failures() > 0) {
            series.remark(failures() + " failed, such as " + failure);
        }
    }

    public void start() {
        users.all().forEach(user -> users.onLoop(() -> again(user)));
    }

    /** Records the downloads per second from now on, in consecutive windows. */
    public void record(int windows, Duration window, Series series) throws InterruptedException {
        for (int i = 0; i < windows; i++) {
            Meter meter = Meter.start(stack);
            long before = fetched.get();
            TimeUnit.NANOSECONDS.sleep(window.toNanos());
            long inWindow = fetched.get() - before;
            series.value(inWindow / meter.seconds());
            meter.note(inWindow, "download", series);
        }
    }

    /** Waits until each client has fetched its last file. */
    public void stop() throws InterruptedException {
        enough = true;
        if (!atWork.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(atWork.getCount() + " downloads did not end.");
        }
    }

    /** How many requests or fetches had no success. */
    public long failures() {
        return failures.get();
    }

    private void again(VirtualUser user) {
        if (enough) {
            atWork.countDown();
            return;
        }
        user.request(request).compose(user::fetch).onComplete(file -> {
            if (file.succeeded()) {
                fetched.incrementAndGet();
            } else {
                failures.incrementAndGet();
                failure = file.cause().getMessage();
            }
            again(user);
        });
    }
}
