package org.downloadmanager.benchmarks.load;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.downloadmanager.benchmarks.Entry;
import org.downloadmanager.benchmarks.stacks.Stack;

import io.vertx.core.buffer.Buffer;

/** People each of whom fetches the file as soon as it is ready, and then asks for the next one: as fast as it goes. */
public final class ClosedLoop {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Crowd crowd;
    private final Stack stack;
    private final Buffer request;

    // On the event loop only, as long as it runs.
    private long endsAt;
    private long fetched;
    private int failures;
    private String failure;
    private CountDownLatch atWork;

    public ClosedLoop(Crowd crowd, Stack stack, String request) {
        this.crowd = crowd;
        this.stack = stack;
        this.request = Buffer.buffer(request);
    }

    /** Notes how many downloads a second went the whole way. */
    public void measure(Duration duration, Entry entry) {
        Meter meter = Meter.start(stack);
        run(duration);
        entry.value(fetched / meter.seconds());
        meter.note(fetched, "download", entry);
        if (failures > 0) {
            entry.remark(failures + " failed, such as " + failure);
        }
    }

    /** Runs without noting anything. */
    public void run(Duration duration) {
        fetched = 0;
        failures = 0;
        endsAt = System.nanoTime() + duration.toNanos();
        atWork = new CountDownLatch(crowd.people().size());
        crowd.people().forEach(person -> crowd.onLoop(() -> again(person)));
        try {
            if (!atWork.await(duration.plus(PATIENCE).toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(atWork.getCount() + " downloads did not end.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void again(Person person) {
        if (System.nanoTime() >= endsAt) {
            atWork.countDown();
            return;
        }
        person.request(request).compose(person::fetch).onComplete(file -> {
            if (file.succeeded()) {
                fetched++;
            } else {
                failures++;
                failure = file.cause().getMessage();
            }
            again(person);
        });
    }
}
