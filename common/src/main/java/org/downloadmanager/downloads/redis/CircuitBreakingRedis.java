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

import org.downloadmanager.downloads.StoreUnavailableException;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * Sends to Redis and waits for the answer, but not for ever. Redis is silent when nobody was answered in that time; who
 * waits in a crowd that is served, for a connection or for his turn, waits longer. While Redis is silent only one thread
 * at a time waits, and all others are refused at once: else soon there would be no thread left that does anything.
 */
final class CircuitBreakingRedis {

    /** In a crowd, so many times as long as one is patient with Redis. */
    private static final int MAX_WAIT = 5;

    private final Redis redis;
    private final Duration timeout;
    private final AtomicBoolean trying = new AtomicBoolean();
    private volatile long answeredAt = System.nanoTime();
    private volatile boolean silent;

    CircuitBreakingRedis(Redis redis, Duration timeout) {
        this.redis = redis;
        this.timeout = timeout;
    }

    Response send(Request request) {
        return ask(connection -> connection.send(request), timeout, late -> {});
    }

    /** For a request that Redis itself keeps waiting for as long as that; an answer that comes too late sends the others. */
    Response sendAndWait(Request request, Duration atMost, List<Request> ifTooLate) {
        return ask(connection -> connection.send(request), atMost.plus(timeout), late -> {
            if (late != null) {
                redis.batch(ifTooLate);
            }
        });
    }

    /** All in one round trip; answers in the order of the requests. */
    List<Response> send(List<Request> requests) {
        return requests.isEmpty() ? List.of() : ask(connection -> connection.batch(requests), timeout, late -> {});
    }

    Response run(Script script, List<String> keys, List<String> arguments) {
        try {
            return send(script.call(Command.EVALSHA, script.digest, keys, arguments));
        } catch (StoreUnavailableException e) {
            if (e.getCause() != null && String.valueOf(e.getCause().getMessage()).startsWith("NOSCRIPT")) {
                return send(script.call(Command.EVAL, script.text, keys, arguments));
            }
            throw e;
        }
    }

    private <T> T ask(Function<RedisConnection, Future<T>> question, Duration atMost, Handler<T> tooLate) {
        if (!silent) {
            return askAnyway(question, atMost, tooLate);
        }
        if (!trying.compareAndSet(false, true)) {
            throw new StoreUnavailableException("Redis is silent", null);
        }
        try {
            return askAnyway(question, atMost, tooLate);
        } finally {
            trying.set(false);
        }
    }

    private <T> T askAnyway(Function<RedisConnection, Future<T>> question, Duration atMost, Handler<T> tooLate) {
        AtomicBoolean over = new AtomicBoolean();
        Future<T> answer = redis.connect().compose(connection -> (over.get()
                // It has waited for a connection until nobody waited for it any more.
                ? Future.<T>failedFuture("given up")
                : question.apply(connection)).eventually(() -> connection.close()))
                .onSuccess(any -> answeredAt = System.nanoTime());
        try {
            T inTime = await(answer.toCompletionStage().toCompletableFuture(), atMost);
            silent = false;
            return inTime;
        } catch (ExecutionException e) {
            throw new StoreUnavailableException("Redis: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            answer.onSuccess(tooLate);
            throw new StoreUnavailableException("Redis did not answer within " + atMost, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.onSuccess(tooLate);
            throw new StoreUnavailableException("Interrupted while waiting for Redis", e);
        } finally {
            over.set(true);
        }
    }

    private <T> T await(CompletableFuture<T> answer, Duration atMost)
            throws ExecutionException, TimeoutException, InterruptedException {
        long asked = System.nanoTime();
        long atLast = asked + atMost.toNanos() + (MAX_WAIT - 1) * timeout.toNanos();
        long until = asked + atMost.toNanos();
        while (true) {
            try {
                return answer.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                long now = System.nanoTime();
                boolean nobodyIsAnswered = now - answeredAt >= timeout.toNanos();
                if (nobodyIsAnswered || now - atLast >= 0) {
                    silent = nobodyIsAnswered;
                    throw e;
                }
                until = Math.min(atLast, answeredAt + timeout.toNanos());
            }
        }
    }

    /** A Lua script, known to Redis by its digest. */
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

        private Request call(Command command, String what, List<String> keys, List<String> arguments) {
            Request request = Request.cmd(command).arg(what).arg(keys.size());
            keys.forEach(request::arg);
            arguments.forEach(request::arg);
            return request;
        }
    }
}
