package org.downloadmanager.downloads.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.downloadmanager.downloads.StoreUnavailableException;

import io.quarkus.logging.Log;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;

/** Checks that Redis persists what it acknowledges. Otherwise an accepted download could be lost. */
public final class RedisDurabilityCheck {

    private static final Duration STARTUP_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private RedisDurabilityCheck() {}

    /**
     * Returns when this Redis is reachable and durable.
     *
     * @throws IllegalStateException with the reason, when it is not durable, or not reachable within half a minute
     */
    public static void require(CircuitBreakingRedis redis) {
        long giveUpAt = System.nanoTime() + STARTUP_TIMEOUT.toNanos();
        for (boolean isFirst = true;; isFirst = false) {
            try {
                List<String> violations = violations(redis);
                if (!violations.isEmpty()) {
                    throw new IllegalStateException("This Redis must not be used: " + String.join("; ", violations));
                }
                return;
            } catch (StoreUnavailableException e) {
                if (System.nanoTime() > giveUpAt) {
                    throw new IllegalStateException("Redis is not there: " + e.getMessage(), e);
                }
                if (isFirst) {
                    Log.warnf("Redis is not there yet, and waited for: %s", e.getMessage());
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** What makes this Redis unsafe; empty when it is durable. */
    public static List<String> violations(CircuitBreakingRedis redis) {
        String info = redis.send(Request.cmd(Command.INFO)).toString();
        List<String> violations = new ArrayList<>();
        if (!info.contains("aof_enabled:1")) {
            violations
                    .add("it has no append-only file, so a restart would lose accepted downloads; set appendonly yes");
        }
        if (!info.contains("maxmemory_policy:noeviction")) {
            violations.add("it may evict keys, so it could lose accepted downloads; set maxmemory-policy noeviction");
        }
        return violations;
    }
}
