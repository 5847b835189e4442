package org.downloadmanager.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

import io.vertx.core.buffer.Buffer;

/** Waits for messages of one client about one download. */
public final class Listener {

    /** @param at by {@link System#nanoTime} */
    public record Heard(DownloadMessage told, long at) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<Heard> all = new ArrayList<>();

    private Listener() {}

    /** Requests a file for the client with that number. */
    public static Listener to(VirtualUsers users, int number, String request) {
        Listener listener = new Listener();
        VirtualUser user = users.all().get(number);
        users.onLoop(() -> {
            user.listen(listener::hear);
            user.request(Buffer.buffer(request));
        });
        return listener;
    }

    private void hear(DownloadMessage message) {
        lock.lock();
        try {
            all.add(new Heard(message, System.nanoTime()));
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The first message that matches. */
    public Heard await(Predicate<DownloadMessage> wanted, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            int looked = 0;
            while (true) {
                for (; looked < all.size(); looked++) {
                    if (wanted.test(all.get(looked).told())) {
                        return all.get(looked);
                    }
                }
                if (left <= 0) {
                    throw new IllegalStateException("Not within " + atMost + "; last: "
                            + (all.isEmpty() ? "nothing" : all.get(all.size() - 1).told()));
                }
                left = more.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** All messages so far. */
    public List<DownloadMessage> soFar() {
        lock.lock();
        try {
            return all.stream().map(Heard::told).toList();
        } finally {
            lock.unlock();
        }
    }
}
