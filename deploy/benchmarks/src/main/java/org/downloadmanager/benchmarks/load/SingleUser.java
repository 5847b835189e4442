package org.downloadmanager.benchmarks.load;

import org.downloadmanager.benchmarks.stacks.Stack;

import io.vertx.core.buffer.Buffer;

/** A client that requests one file after the other, and waits for each. */
public final class SingleUser implements AutoCloseable {

    private final VirtualUsers users;
    private final VirtualUser user;

    private SingleUser(VirtualUsers users) {
        this.users = users;
        this.user = users.all().get(0);
    }

    public static SingleUser of(Stack stack) {
        return new SingleUser(VirtualUsers.connect(stack, 1));
    }

    /** A file with the time it took. */
    public record Received(DownloadMessage ready, double seconds) {}

    /** Returns when the file is ready; fails when the download ends in another way. */
    public Received order(String request) {
        long start = System.nanoTime();
        DownloadMessage end = VirtualUsers.await(users.onLoop(() -> user.request(Buffer.buffer(request))));
        double seconds = (System.nanoTime() - start) / 1e9;
        if (!end.isReady()) {
            throw new IllegalStateException(request + " ended as " + end.state() + ".");
        }
        return new Received(end, seconds);
    }

    /** The cookie header of the user. */
    public String cookie() {
        return user.cookie();
    }

    @Override
    public void close() {
        users.close();
    }
}
