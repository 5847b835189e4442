package org.downloadmanager.downloads.redis;

import java.time.Duration;

import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;

/**
 * The connection over which a process pipelines its requests: no request waits for a connection of its own, and none for
 * the answer to another. Safe for all threads.
 */
final class SharedConnection {

    /** Shorter than the idle timeout of the connection, so that no request meets a closing one. */
    private static final long MAX_IDLE = Duration.ofSeconds(2).toNanos();

    private final Redis redis;
    private Future<RedisConnection> current;
    private long usedAt;

    SharedConnection(Redis redis) {
        this.redis = redis;
    }

    /** The connection, which is opened when there is none. */
    synchronized Future<RedisConnection> get() {
        long now = System.nanoTime();
        if (current != null && now - usedAt > MAX_IDLE) {
            current.onSuccess(RedisConnection::close);
            current = null;
        }
        usedAt = now;
        if (current == null) {
            current = redis.connect();
            watch(current);
        }
        return current;
    }

    /** The next request gets another connection. */
    synchronized void abandon() {
        current = null;
    }

    private void watch(Future<RedisConnection> opened) {
        opened.onFailure(failure -> forget(opened)).onSuccess(connection -> {
            if (isCurrent(opened)) {
                connection.exceptionHandler(failure -> forget(opened)).endHandler(end -> forget(opened));
            } else {
                connection.close();
            }
        });
    }

    private synchronized boolean isCurrent(Future<RedisConnection> opened) {
        return current == opened;
    }

    private synchronized void forget(Future<RedisConnection> lost) {
        if (current == lost) {
            current = null;
        }
    }
}
