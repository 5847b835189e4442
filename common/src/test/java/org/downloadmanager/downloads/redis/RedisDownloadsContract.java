package org.downloadmanager.downloads.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadFixtures;
import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.DownloadsContract;
import org.downloadmanager.downloads.IdempotencyKey;
import org.downloadmanager.downloads.Limits;
import org.downloadmanager.downloads.Placement;
import org.downloadmanager.downloads.QueueStats;
import org.downloadmanager.downloads.Submission;
import org.downloadmanager.downloads.TestDownloadsConfig;
import org.downloadmanager.downloads.WorkQueue;
import org.downloadmanager.servers.TestRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/** The contract of a store of downloads, and what only Redis promises. */
abstract class RedisDownloadsContract extends DownloadsContract {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static TestRedis server;
    private static Vertx vertx;
    private static Redis redis;
    private static CircuitBreakingRedis shared;

    private final RedisDownloads downloads;
    private final RedisWorkQueue queue;
    private final RedisQueueStats stats;

    RedisDownloadsContract(int shards) {
        downloads = new RedisDownloads(shared, new TestDownloadsConfig(shards), Clock.systemUTC());
        queue = new RedisWorkQueue(shared, new TestDownloadsConfig(shards), Clock.systemUTC());
        stats = new RedisQueueStats(shared, shards);
    }

    @BeforeAll
    static void startRedis() {
        server = TestRedis.start();
        vertx = Vertx.vertx();
        redis = Redis.createClient(vertx, server.uri());
        shared = new CircuitBreakingRedis(vertx, redis, TIMEOUT);
    }

    @AfterAll
    static void stopRedis() throws Exception {
        await(vertx.close());
        server.close();
    }

    @BeforeEach
    void empty() throws Exception {
        loseEverything();
    }

    @Override
    protected Downloads downloads() {
        return downloads;
    }

    @Override
    protected WorkQueue queue() {
        return queue;
    }

    @Override
    protected QueueStats stats() {
        return stats;
    }

    @Override
    protected void loseEverything() {
        try {
            await(redis.send(Request.cmd(Command.FLUSHALL)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void everyKeyHasATimeToLive() throws Exception {
        // Given
        Download first = accept();
        Download running = downloads
                .replace(first.claim("worker-1").orElseThrow(), Placement.leasedFor(Duration.ofSeconds(1)))
                .orElseThrow();
        downloads.replace(running.complete(DownloadFixtures.FILE).orElseThrow(), Placement.finished()).orElseThrow();
        downloads.remove(downloads.replace(accept().cancel().orElseThrow(), Placement.finished()).orElseThrow());
        accept();
        queue.wake();

        // When
        Response keys = await(redis.send(Request.cmd(Command.KEYS).arg("*")));

        // Then
        assertThat(keys).hasSizeGreaterThan(8);
        for (Response key : keys) {
            assertThat(await(redis.send(Request.cmd(Command.PTTL).arg(key.toString()))).toLong())
                    .as("time to live of %s", key).isPositive();
        }
    }

    @Test
    void expiredDownloadsLeaveTheOwnersIndex() throws Exception {
        // Given
        Download expired = accept();
        await(redis.send(Request.cmd(Command.DEL).arg(keyOf("*:download:" + expired.id()))));

        // When
        List<Download> listed = downloads.list(expired.owner());

        // Then
        assertThat(listed).isEmpty();
        assertThat(await(redis.send(Request.cmd(Command.KEYS).arg("*:owned:*")))).isEmpty();
    }

    /** A worker of an older version does not maintain that index, so its entries stay. */
    @Test
    void oldEntriesLeaveTheIndexOfLeases() throws Exception {
        // Given
        Download running = downloads
                .replace(accept().claim("worker-1").orElseThrow(), Placement.leasedFor(Duration.ofSeconds(1)))
                .orElseThrow();
        Response indexes = await(redis.send(Request.cmd(Command.KEYS).arg("*leases")));
        for (Response index : indexes) {
            await(redis.send(Request.cmd(Command.ZADD).arg(index.toString()).arg(0).arg("ended")));
        }

        // When
        downloads.replace(running.handOver().orElseThrow().claim("worker-2").orElseThrow(),
                Placement.leasedFor(Duration.ofSeconds(1)));

        // Then
        int left = 0;
        for (Response index : indexes) {
            left += await(redis.send(Request.cmd(Command.ZSCORE).arg(index.toString()).arg("ended"))) == null ? 0 : 1;
        }
        assertThat(left).isEqualTo(indexes.size() - 1);
    }

    private static String keyOf(String pattern) throws Exception {
        return await(redis.send(Request.cmd(Command.KEYS).arg(pattern))).get(0).toString();
    }

    @Test
    void theVersionIsExactAndNotRoundedByLua() {
        // Given
        Download accepted = accept();

        // When
        Download next = downloads.replace(
                accepted.recorded(accepted.version()).claim("worker-1").orElseThrow(),
                Placement.leasedFor(Duration.ofSeconds(1)))
                .orElseThrow();

        // Then
        long micros = System.currentTimeMillis() * 1_000;
        assertThat(next.version()).isBetween(micros - 60_000_000, micros + 60_000_000);
        assertThat(downloads.find(next.owner(), next.id()).orElseThrow().version()).isEqualTo(next.version());
    }

    @Test
    void theVersionRisesEvenWhenTheClockOfRedisIsBehind() {
        // Given
        Download fromTheFuture = DownloadFixtures.aRequestedDownload().recorded(9_000_000_000_000_000L);

        // When
        Download restored = queue.restore(fromTheFuture, Placement.queued()).orElseThrow();
        Download next = downloads
                .replace(restored.claim("worker-1").orElseThrow(), Placement.leasedFor(Duration.ofSeconds(1)))
                .orElseThrow();

        // Then
        assertThat(restored.version()).isEqualTo(9_000_000_000_000_001L);
        assertThat(next.version()).isEqualTo(9_000_000_000_000_002L);
    }

    @Test
    void scriptsAreReloadedAfterARestartOfRedis() throws Exception {
        // Given
        accept();
        await(redis.send(Request.cmd(Command.SCRIPT).arg("FLUSH")));

        // When
        Download accepted = accept();

        // Then
        assertThat(downloads.find(accepted.owner(), accepted.id())).contains(accepted);
    }

    private Download accept() {
        IdempotencyKey key = new IdempotencyKey("key", "request");
        return ((Submission.Accepted) downloads.submit(
                DownloadFixtures.aRequestedDownload(), Optional.of(key), new Limits(1, 1_000))).download();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
