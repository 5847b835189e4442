package org.downloadmanager.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import org.downloadmanager.benchmarks.stacks.Stack;
import org.downloadmanager.local.ManagedProcess;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;

/** Clients spread evenly over the replicas, all on one event loop. */
public final class VirtualUsers implements AutoCloseable {

    /** Per replica; further requests wait for a free connection. */
    private static final int CONNECTIONS = 256;
    private static final int ARRIVING_AT_ONCE = 50;
    /** Longer than the longest export. */
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context loop = vertx.getOrCreateContext();
    private final HttpClient http = vertx.createHttpClient(new HttpClientOptions(),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    private final WebSocketClient sockets = vertx.createWebSocketClient(
            new WebSocketClientOptions().setMaxConnections(Integer.MAX_VALUE));
    private final List<VirtualUser> users = new ArrayList<>();

    private VirtualUsers() {}

    /** Returns when every client has a socket. */
    public static VirtualUsers connect(Stack stack, int size) {
        return connect(stack.replicas(), size);
    }

    /** All clients on one replica. */
    public static VirtualUsers connect(ManagedProcess replica, int size) {
        return connect(List.of(replica), size);
    }

    private static VirtualUsers connect(List<ManagedProcess> replicas, int size) {
        VirtualUsers users = new VirtualUsers();
        try {
            users.users.addAll(users.arriving(replicas, size, user -> user.open(users.sockets)));
            return users;
        } catch (RuntimeException e) {
            users.close();
            throw e;
        }
    }

    /** Other clients each request a file without waiting for it. */
    public void letAsk(Stack stack, int count, String request) {
        Buffer body = Buffer.buffer(request);
        arriving(stack.replicas(), count, user -> user.post(body));
    }

    /** Every client requests the same file without waiting for it; returns when all are accepted. */
    public void askAll(String request) {
        ask(number -> request);
    }

    /** Every client requests a file of its own. */
    public void ask(IntFunction<String> requests) {
        IntStream.range(0, users.size())
                .mapToObj(i -> onLoop(() -> users.get(i).post(Buffer.buffer(requests.apply(i)))))
                .toList().forEach(VirtualUsers::await);
    }

    /** Passes every message of every client to the listener, on the event loop. */
    public void listen(Consumer<DownloadMessage> listener) {
        onLoop(() -> users.forEach(user -> user.listen(listener)));
    }

    /** In groups, one after the other. */
    private <T> List<T> arriving(List<ManagedProcess> replicas, int count, Function<VirtualUser, Future<T>> then) {
        List<T> all = new ArrayList<>();
        for (int from = 0; from < count; from += ARRIVING_AT_ONCE) {
            List<Future<T>> group = IntStream.range(from, Math.min(count, from + ARRIVING_AT_ONCE))
                    .mapToObj(i -> onLoop(
                            () -> VirtualUser.arrive(http, replicas.get(i % replicas.size())).compose(then)))
                    .toList();
            group.forEach(one -> all.add(await(one)));
        }
        return all;
    }

    List<VirtualUser> all() {
        return users;
    }

    /** Runs the action on the event loop. */
    <T> Future<T> onLoop(Callable<Future<T>> action) {
        Promise<T> done = Promise.promise();
        loop.runOnContext(nothing -> {
            try {
                action.call().onComplete(done);
            } catch (Exception e) {
                done.fail(e);
            }
        });
        return done.future();
    }

    void onLoop(Runnable action) {
        loop.runOnContext(nothing -> action.run());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
