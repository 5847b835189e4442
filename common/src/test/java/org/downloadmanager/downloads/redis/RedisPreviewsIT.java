package org.downloadmanager.downloads.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.downloadmanager.downloads.StoreUnavailableException;
import org.downloadmanager.previews.Preview;
import org.downloadmanager.previews.Previews;
import org.downloadmanager.servers.TestRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;

class RedisPreviewsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final Preview FLIGHTS = new Preview(Instant.parse("2026-01-02T03:04:05Z"), 3_000_000L,
            List.of("date", "delay"), List.of(Arrays.asList("2001-01-01", null), List.of("2001-01-02", "7")),
            Map.of("csv", 105_783_734L));
    private static final Preview UNCOUNTED = new Preview(Instant.parse("2026-01-02T03:04:05Z"), null, List.of("text"),
            List.of(), Map.of());

    private final TestRedis server = TestRedis.start();
    private final Vertx vertx = Vertx.vertx();
    private Redis redis;
    private RedisPreviews previews;

    @BeforeEach
    void connect() {
        redis = Redis.createClient(vertx, server.uri());
        previews = new RedisPreviews(new CircuitBreakingRedis(vertx, redis, TIMEOUT));
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        server.close();
    }

    @Test
    void aStoredPreviewIsFound() {
        // When
        previews.put("flights", FLIGHTS);
        previews.put("notes", UNCOUNTED);

        // Then
        assertThat(previews.find(List.of("notes", "airports", "flights")))
                .containsOnly(Map.entry("flights", FLIGHTS), Map.entry("notes", UNCOUNTED));
    }

    @Test
    void oneCallerAcquiresTheRefresh() {
        assertThat(previews.tryAcquireRefresh("flights")).isTrue();
        assertThat(previews.tryAcquireRefresh("flights")).isFalse();
        assertThat(previews.tryAcquireRefresh("notes")).isTrue();
    }

    @Test
    void aMissingPreviewIsRefreshedSoonerThanAFreshOne() throws Exception {
        // When
        previews.tryAcquireRefresh("notes");
        previews.tryAcquireRefresh("flights");
        previews.put("flights", FLIGHTS);

        // Then
        assertThat(secondsLeft("downloads:preview-fresh:notes")).isBetween(200L, 300L);
        assertThat(secondsLeft("downloads:preview-fresh:flights")).isBetween(3_500L, 3_600L);
        assertThat(secondsLeft("downloads:preview:flights")).isBetween(86_000L, 86_400L);
    }

    @Test
    void withoutRedisThereAreNoPreviews() {
        // Given
        Previews nowhere = new RedisPreviews(
                new CircuitBreakingRedis(vertx, Redis.createClient(vertx, "redis://127.0.0.1:1"), TIMEOUT));

        // Then
        assertThat(nowhere.find(List.of("flights"))).isEmpty();
        assertThatThrownBy(() -> nowhere.tryAcquireRefresh("flights")).isInstanceOf(StoreUnavailableException.class);
    }

    private long secondsLeft(String key) throws Exception {
        return redis.send(Request.cmd(Command.TTL).arg(key)).toCompletionStage().toCompletableFuture()
                .get(5, TimeUnit.SECONDS).toLong();
    }
}
