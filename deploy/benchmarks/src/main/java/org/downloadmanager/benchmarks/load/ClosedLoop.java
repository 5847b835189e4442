package org.downloadmanager.benchmarks.load;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.downloadmanager.benchmarks.Entry;
import org.downloadmanager.benchmarks.stacks.Stack;

import io.vertx.core.buffer.Buffer;

/** People each of whom fetches the file as soon as it is ready, and then asks for the next one: as fast as it goes. */
public final class ClosedLoop {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Crowd crowd;
    private final Stack stack;
    private final Buffer request;
    private final AtomicLong fetched = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile String failure;
    private volatile boolean enough;

    public ClosedLoop(Crowd crowd, Stack stack, String request) {
        this.crowd = crowd;
        this.stack = stack;
        this.request = Buffer.buffer(request);
    }

    /**
     * Notes how many downloads a second went the whole way in each of so many windows, which follow each other without
     * a break: nobody begins or ends in any of them.
     *
     * @param warmUp before the first window
     */
    public void measure(Duration warmUp, int windows, Duration window, Entry entry) throws InterruptedException {
        CountDownLatch atWork = new CountDownLatch(crowd.people().size());
        crowd.people().forEach(person -> crowd.onLoop(() -> again(person, atWork)));
        TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
        for (int i = 0; i < windows; i++) {
            Meter meter = Meter.start(stack);
            long before = fetched.get();
            TimeUnit.NANOSECONDS.sleep(window.toNanos());
            long inWindow = fetched.get() - before;
            entry.value(inWindow / meter.seconds());
            meter.note(inWindow, "download", entry);
        }
        enough = true;
        if (!atWork.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(atWork.getCount() + " downloads did not end.");
        }
        if (failures.get() > 0) {
            entry.remark(failures + " failed, such as " + failure);
        }
    }

    private void again(Person person, CountDownLatch atWork) {
        if (enough) {
            atWork.countDown();
            return;
        }
        person.request(request).compose(person::fetch).onComplete(file -> {
            if (file.succeeded()) {
                fetched.incrementAndGet();
            } else {
                failures.incrementAndGet();
                failure = file.cause().getMessage();
            }
            again(person, atWork);
        });
    }
}
