package org.downloadmanager.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

import org.downloadmanager.benchmarks.stacks.Stack;
import org.downloadmanager.local.Part;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;

/** People spread evenly over the replicas, all of them moved by one event loop. */
public final class Crowd implements AutoCloseable {

    /** Of each replica; those who find none free wait for one. */
    private static final int CONNECTIONS = 256;
    private static final int ARRIVING_AT_ONCE = 50;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context loop = vertx.getOrCreateContext();
    private final HttpClient http = vertx.createHttpClient(new HttpClientOptions(),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    private final WebSocketClient sockets = vertx.createWebSocketClient(
            new WebSocketClientOptions().setMaxConnections(Integer.MAX_VALUE));
    private final List<Person> people = new ArrayList<>();

    private Crowd() {}

    /** Returns when everybody has a socket. */
    public static Crowd gather(Stack stack, int size) {
        return gather(stack.replicas(), size);
    }

    static Crowd gather(List<Part> replicas, int size) {
        Crowd crowd = new Crowd();
        try {
            for (int from = 0; from < size; from += ARRIVING_AT_ONCE) {
                List<Future<Person>> arriving = IntStream.range(from, Math.min(size, from + ARRIVING_AT_ONCE))
                        .mapToObj(i -> crowd.onLoop(() -> Person.arrive(crowd.http, crowd.sockets,
                                replicas.get(i % replicas.size()))))
                        .toList();
                arriving.forEach(person -> crowd.people.add(await(person)));
            }
            return crowd;
        } catch (RuntimeException e) {
            crowd.close();
            throw e;
        }
    }

    List<Person> people() {
        return people;
    }

    Vertx vertx() {
        return vertx;
    }

    /** Does that on the event loop. */
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
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
