package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.downloadmanager.downloads.redis.CircuitBreakingRedis;
import org.downloadmanager.servers.TestRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;

class ApiLifecycleIT {

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
    void aReplicaStartsWithADurableRedis() {
        assertThatCode(this::start).doesNotThrowAnyException();
    }

    @Test
    void aReplicaDoesNotStartWithARedisWithoutAppendOnlyFile() throws Exception {
        // Given
        configure("appendonly", "no");

        // When / Then
        assertThatIllegalStateException().isThrownBy(this::start)
                .withMessageContaining("append-only file").withMessageContaining("appendonly yes");
    }

    @Test
    void aReplicaDoesNotStartWithARedisThatEvicts() throws Exception {
        // Given
        configure("maxmemory-policy", "allkeys-lru");

        // When / Then
        assertThatIllegalStateException().isThrownBy(this::start)
                .withMessageContaining("evict").withMessageContaining("noeviction");
    }

    private void start() {
        new ApiLifecycle(new CircuitBreakingRedis(vertx, redis, Duration.ofSeconds(2))).start(new StartupEvent());
    }

    private void configure(String name, String value) throws Exception {
        redis.send(Request.cmd(Command.CONFIG).arg("SET").arg(name).arg(value))
                .toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
