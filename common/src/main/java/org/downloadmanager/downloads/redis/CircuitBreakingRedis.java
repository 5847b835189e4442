package org.downloadmanager.downloads.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

import org.downloadmanager.downloads.StoreUnavailableException;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * Sends requests to Redis and waits for the answers for a bounded time. Redis counts as silent when it had a request for
 * the whole timeout and answered none in that time. Callers queued behind others wait longer while Redis still answers, and
 * so do callers whose event loops are late: a replica that is slow itself is not mistaken for a silent Redis. While Redis is
 * silent, one caller at a time waits, as a probe, and all others are refused at once; otherwise every thread would soon
 * wait.
 */
public final class CircuitBreakingRedis {

    /** The longest wait for an answer, in timeouts. */
    private static final int MAX_WAIT = 5;
    /** Event loops are late when they need longer than this fraction of the timeout for their present work. */
    private static final int LATE_FRACTION = 10;

    private final Redis redis;
    private final SharedConnection shared;
    private final EventLoops eventLoops;
    private final Duration timeout;
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile long answeredAt = System.nanoTime();
    private volatile boolean silent;

    /** @param timeout how long Redis may take for one request while it answers no other */
    public CircuitBreakingRedis(Vertx vertx, Redis redis, Duration timeout) {
        this.redis = redis;
        this.shared = new SharedConnection(redis);
        this.eventLoops = new EventLoops(vertx);
        this.timeout = timeout;
    }

    Response send(Request request) {
        return ask(() -> exchange(connection -> connection.send(request)), late -> {});
    }

    /**
     * Sends a blocking request.
     *
     * @param atMost how long Redis may block it
     * @param ifTooLate what to send when the answer arrives after the caller has left
     */
    Response sendAndWait(Request request, Duration atMost, List<Request> ifTooLate) {
        return ask(() -> blockingExchange(request, atMost.plus(timeout)), late -> {
            if (late != null) {
                redis.batch(ifTooLate);
            }
        });
    }

    /** All in one round trip; answers in the order of the requests. */
    List<Response> send(List<Request> requests) {
        return requests.isEmpty()
                ? List.of()
                : ask(() -> exchange(connection -> connection.batch(requests)), late -> {});
    }

    Response run(Script script, List<String> keys, List<String> arguments) {
        return run(script, List.of(new Arguments(keys, arguments))).get(0);
    }

    /** Runs the script once for each of the arguments, all in one round trip; answers in that order. */
    List<Response> run(Script script, List<Arguments> calls) {
        try {
            return send(script.calls(Command.EVALSHA, script.digest, calls));
        } catch (StoreUnavailableException e) {
            if (e.getCause() != null && String.valueOf(e.getCause().getMessage()).contains("NOSCRIPT")) {
                return send(script.calls(Command.EVAL, script.text, calls));
            }
            throw e;
        }
    }

    private <T> Exchange<T> exchange(Function<RedisConnection, Future<T>> question) {
        Exchange<T> exchange = new Exchange<>(shared.get(), question, timeout);
        exchange.answer.onSuccess(any -> answeredAt = System.nanoTime());
        return exchange;
    }

    /** Over a connection of its own: one that Redis blocks answers no other request. */
    private Exchange<Response> blockingExchange(Request request, Duration atMost) {
        Future<RedisConnection> own = redis.connect();
        Exchange<Response> exchange = new Exchange<>(own, connection -> connection.send(request), atMost);
        exchange.answer.onComplete(any -> own.onSuccess(RedisConnection::close));
        return exchange;
    }

    private <T> T ask(Supplier<Exchange<T>> exchange, Handler<T> tooLate) {
        if (!silent) {
            return exchange.get().await(tooLate);
        }
        if (!probing.compareAndSet(false, true)) {
            throw new StoreUnavailableException("Redis is silent", null);
        }
        try {
            return exchange.get().await(tooLate);
        } finally {
            probing.set(false);
        }
    }

    /** A request, sent as soon as there is a connection, and the wait for its answer. */
    private final class Exchange<T> {

        private final long atMost;
        private final long deadline;
        private final Future<T> answer;
        private volatile long sentAt = System.nanoTime();
        private volatile boolean abandoned;

        Exchange(Future<RedisConnection> connection, Function<RedisConnection, Future<T>> question, Duration atMost) {
            this.atMost = atMost.toNanos();
            deadline = sentAt + this.atMost + (MAX_WAIT - 1) * timeout.toNanos();
            answer = connection.compose(open -> send(question, open));
        }

        private Future<T> send(Function<RedisConnection, Future<T>> question, RedisConnection connection) {
            if (abandoned) {
                return Future.failedFuture("abandoned before there was a connection");
            }
            sentAt = System.nanoTime();
            return question.apply(connection);
        }

        T await(Handler<T> tooLate) {
            try {
                T inTime = await(answer.toCompletionStage().toCompletableFuture());
                silent = false;
                return inTime;
            } catch (ExecutionException e) {
                throw new StoreUnavailableException("Redis: " + e.getCause().getMessage(), e.getCause());
            } catch (TimeoutException e) {
                answer.onSuccess(tooLate);
                throw new StoreUnavailableException("Redis did not answer within " + Duration.ofNanos(atMost), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                answer.onSuccess(tooLate);
                throw new StoreUnavailableException("Interrupted while waiting for Redis", e);
            } finally {
                abandoned = true;
            }
        }

        private T await(CompletableFuture<T> response)
                throws ExecutionException, TimeoutException, InterruptedException {
            while (true) {
                long until = Math.min(deadline, silentFrom());
                try {
                    return response.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    long timedOutAt = System.nanoTime();
                    boolean caughtUp = eventLoops.catchUp(deadline);
                    if (response.isDone()) {
                        return response.get();
                    }
                    long now = System.nanoTime();
                    if (now - timedOutAt > timeout.toNanos() / LATE_FRACTION) {
                        // Only now can Redis have received the request, or the handshake of a new connection.
                        sentAt = now;
                    }
                    boolean redisIsSilent = caughtUp && now - silentFrom() >= 0;
                    if (redisIsSilent || now - deadline >= 0) {
                        silent = redisIsSilent;
                        // Perhaps only this connection is broken.
                        shared.abandon();
                        throw e;
                    }
                }
            }
        }

        private long silentFrom() {
            return Math.max(sentAt + atMost, answeredAt + timeout.toNanos());
        }
    }

    /** A Lua script, called by its digest. */
    record Script(String text, String digest) {

        static Script read(String name) {
            try (InputStream in = Script.class.getResourceAsStream(name)) {
                byte[] bytes = in.readAllBytes();
                String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
                return new Script(new String(bytes, StandardCharsets.UTF_8), digest);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        private List<Request> calls(Command command, String what, List<Arguments> calls) {
            return calls.stream().map(call -> {
                Request request = Request.cmd(command).arg(what).arg(call.keys.size());
                call.keys.forEach(request::arg);
                call.arguments.forEach(request::arg);
                return request;
            }).toList();
        }
    }

    /** What one call of a script gets: KEYS and ARGV. */
    record Arguments(List<String> keys, List<String> arguments) {}
}
