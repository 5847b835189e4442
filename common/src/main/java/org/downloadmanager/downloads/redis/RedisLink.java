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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.downloadmanager.downloads.DownloadsUnavailableException;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/** Sends to Redis and waits for the answer, but not for ever. */
final class RedisLink {

    private final Redis redis;
    private final Duration patience;

    RedisLink(Redis redis, Duration patience) {
        this.redis = redis;
        this.patience = patience;
    }

    Response send(Request request) {
        return await(redis.send(request), patience);
    }

    /** For a request that Redis itself keeps waiting for as long as that; an answer that comes too late sends the others. */
    Response sendAndWait(Request request, Duration atMost, List<Request> ifTooLate) {
        Future<Response> answer = redis.send(request);
        try {
            return await(answer, atMost.plus(patience));
        } catch (DownloadsUnavailableException e) {
            answer.onSuccess(late -> {
                if (late != null) {
                    redis.batch(ifTooLate);
                }
            });
            throw e;
        }
    }

    /** All in one round trip; answers in the order of the requests. */
    List<Response> send(List<Request> requests) {
        return requests.isEmpty() ? List.of() : await(redis.batch(requests), patience);
    }

    Response run(Script script, List<String> keys, List<String> arguments) {
        try {
            return send(script.call(Command.EVALSHA, script.digest, keys, arguments));
        } catch (DownloadsUnavailableException e) {
            if (e.getCause() != null && String.valueOf(e.getCause().getMessage()).startsWith("NOSCRIPT")) {
                return send(script.call(Command.EVAL, script.text, keys, arguments));
            }
            throw e;
        }
    }

    private static <T> T await(Future<T> answer, Duration atMost) {
        try {
            return answer.toCompletionStage().toCompletableFuture().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new DownloadsUnavailableException("Redis: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new DownloadsUnavailableException("Redis did not answer within " + atMost, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DownloadsUnavailableException("Interrupted while waiting for Redis", e);
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
