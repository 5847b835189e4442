package org.downloadmanager.benchmarks.load;

import org.downloadmanager.benchmarks.stacks.Stack;

import io.vertx.core.buffer.Buffer;

/** Somebody who asks for one file after the other, and waits for each. */
public final class Customer implements AutoCloseable {

    private final Crowd crowd;
    private final Person person;

    private Customer(Crowd crowd) {
        this.crowd = crowd;
        this.person = crowd.people().get(0);
    }

    public static Customer of(Stack stack) {
        return new Customer(Crowd.gather(stack, 1));
    }

    /** A file that was waited for. */
    public record Received(Told ready, double seconds) {}

    /** Returns when the file is there; fails when it ends in another way. */
    public Received order(String request) {
        long start = System.nanoTime();
        Told end = Crowd.await(crowd.onLoop(() -> person.request(Buffer.buffer(request))));
        double seconds = (System.nanoTime() - start) / 1e9;
        if (!end.isReady()) {
            throw new IllegalStateException(request + " ended as " + end.state() + ".");
        }
        return new Received(end, seconds);
    }

    /** What tells the replicas who this is, as a header has it. */
    public String cookie() {
        return person.cookie();
    }

    @Override
    public void close() {
        crowd.close();
    }
}
