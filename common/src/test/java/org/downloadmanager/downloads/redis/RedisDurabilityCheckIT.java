package org.downloadmanager.downloads.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.downloadmanager.servers.TestRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;

class RedisDurabilityCheckIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final TestRedis server = TestRedis.start();
    private final Vertx vertx = Vertx.vertx();
    private Redis redis;

    @BeforeEach
    void connect() {
        redis = Redis.createClient(vertx, server.uri());
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        server.close();
    }

    @Test
    void aDurableRedisHasNoViolations() {
        assertThat(violations()).isEmpty();
    }

    @Test
    void aRedisWithoutAppendOnlyFileIsAViolation() throws Exception {
        // Given
        configure("appendonly", "no");

        // When
        List<String> violations = violations();

        // Then
        assertThat(violations).singleElement().asString().contains("append-only file");
    }

    @Test
    void anEvictingRedisIsAViolation() throws Exception {
        // Given
        configure("maxmemory-policy", "allkeys-lru");

        // When
        List<String> violations = violations();

        // Then
        assertThat(violations).singleElement().asString().contains("evict");
    }

    private void configure(String name, String value) throws Exception {
        redis.send(Request.cmd(Command.CONFIG).arg("SET").arg(name).arg(value))
                .toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private List<String> violations() {
        return RedisDurabilityCheck.violations(new CircuitBreakingRedis(vertx, redis, TIMEOUT));
    }
}
