package org.downloadmanager.downloads.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.downloadmanager.downloads.StoreUnavailableException;
import org.downloadmanager.servers.TestRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

class CircuitBreakingRedisIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration SHORT_TIMEOUT = Duration.ofMillis(700);
    private static final String SILENCE_MILLIS = "8000";
    private static final int CALLERS = 8;

    private static TestRedis server;

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Redis redis;

    @BeforeAll
    static void start() {
        server = TestRedis.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void connect() {
        redis = Redis.createClient(vertx, server.uri());
    }

    @AfterEach
    void disconnect() throws Exception {
        threads.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aSilentRedisOpensTheCircuitForAllButOneCaller() {
        // Given
        CircuitBreakingRedis link = new CircuitBreakingRedis(vertx, redis, TIMEOUT);
        link.send(Request.cmd(Command.CLIENT).arg("PAUSE").arg(SILENCE_MILLIS).arg("ALL"));
        assertThatThrownBy(() -> link.send(Request.cmd(Command.PING))).hasMessageContaining("did not answer");

        // When
        List<CompletableFuture<String>> callers = Stream.generate(() -> inBackground(() -> outcome(link)))
                .limit(CALLERS)
                .toList();

        // Then
        assertThat(callers.stream().map(CompletableFuture::join).filter("Redis is silent"::equals))
                .hasSize(CALLERS - 1);
        await().atMost(Duration.ofSeconds(20)).until(() -> outcome(link).equals("PONG"));
        assertThat(Stream.generate(() -> inBackground(() -> outcome(link))).limit(CALLERS).toList().stream()
                .map(CompletableFuture::join)).containsOnly("PONG");
    }

    @Test
    void allThreadsShareOneConnection() {
        // Given
        CircuitBreakingRedis link = new CircuitBreakingRedis(vertx, redis, TIMEOUT);
        CircuitBreakingRedis other = new CircuitBreakingRedis(vertx, redis, TIMEOUT);
        int before = connections(other);

        // When
        List<CompletableFuture<String>> callers = Stream.generate(() -> inBackground(() -> outcome(link)))
                .limit(CALLERS)
                .toList();

        // Then
        assertThat(callers.stream().map(CompletableFuture::join)).containsOnly("PONG");
        assertThat(connections(other)).isEqualTo(before + 1);
    }

    @Test
    void aClosedConnectionIsReplaced() {
        // Given
        CircuitBreakingRedis link = new CircuitBreakingRedis(vertx, redis, TIMEOUT);
        CircuitBreakingRedis other = new CircuitBreakingRedis(vertx, redis, TIMEOUT);
        assertThat(outcome(link)).isEqualTo("PONG");

        // When
        other.send(Request.cmd(Command.CLIENT).arg("KILL").arg("TYPE").arg("normal").arg("SKIPME").arg("yes"));

        // Then
        await().atMost(Duration.ofSeconds(20)).until(() -> outcome(link).equals("PONG"));
    }

    @Test
    void queuedRequestsAreAnsweredInOrder() {
        // Given
        Redis narrow = Redis.createClient(vertx, new RedisOptions().setConnectionString(server.uri()).setMaxPoolSize(1)
                .setMaxPoolWaiting(CALLERS));
        CircuitBreakingRedis link = new CircuitBreakingRedis(vertx, narrow, SHORT_TIMEOUT);

        // When
        List<CompletableFuture<Response>> callers = Stream.generate(() -> inBackground(
                // Redis needs time for each of them.
                () -> link.send(Request.cmd(Command.BLPOP).arg("never").arg("0.3")))).limit(CALLERS).toList();

        // Then
        assertThat(callers).allSatisfy(each -> assertThat(each).succeedsWithin(Duration.ofSeconds(20)));
    }

    @Test
    void lateEventLoopsAreNotASilentRedis() {
        // Given
        CircuitBreakingRedis link = new CircuitBreakingRedis(vertx, redis, SHORT_TIMEOUT);
        assertThat(outcome(link)).isEqualTo("PONG");
        CountDownLatch busy = new CountDownLatch(1);
        block(busy);

        // When
        List<CompletableFuture<String>> callers = Stream.generate(() -> inBackground(() -> outcome(link)))
                .limit(CALLERS)
                .toList();
        CompletableFuture.delayedExecutor(SHORT_TIMEOUT.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS)
                .execute(busy::countDown);

        // Then
        assertThat(callers.stream().map(CompletableFuture::join)).containsOnly("PONG");
    }

    @Test
    void aRequestThatWasSentLateHasItsWholeTimeout() {
        // Given
        CircuitBreakingRedis link = new CircuitBreakingRedis(vertx, redis, SHORT_TIMEOUT);
        CountDownLatch busy = new CountDownLatch(1);
        block(busy);
        CompletableFuture.delayedExecutor(SHORT_TIMEOUT.toMillis() * 3 / 4, TimeUnit.MILLISECONDS)
                .execute(busy::countDown);

        // When
        CompletableFuture<Response> late = inBackground(() -> link
                .send(Request.cmd(Command.BLPOP).arg("never").arg(SHORT_TIMEOUT.toMillis() / 2 / 1000.0)));

        // Then
        assertThat(late).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void aRequestThatTimedOutInTheQueueIsNotSent() {
        // Given
        CircuitBreakingRedis other = new CircuitBreakingRedis(vertx, redis, TIMEOUT);
        Redis narrow = Redis.createClient(vertx,
                new RedisOptions().setConnectionString(server.uri()).setMaxPoolSize(1));
        CircuitBreakingRedis patient = new CircuitBreakingRedis(vertx, narrow, TIMEOUT);
        CompletableFuture<Response> first = inBackground(
                () -> patient.sendAndWait(Request.cmd(Command.BLPOP).arg("signal").arg(0), Duration.ofMinutes(1),
                        List.of()));
        await().until(() -> other.send(Request.cmd(Command.INFO).arg("clients")).toString()
                .contains("blocked_clients:1"));

        // When
        CircuitBreakingRedis impatient = new CircuitBreakingRedis(vertx, narrow, Duration.ofMillis(200));
        assertThatThrownBy(() -> impatient.send(Request.cmd(Command.SET).arg("given-up").arg("1")))
                .hasMessageContaining("did not answer");

        // Then
        other.send(Request.cmd(Command.RPUSH).arg("signal").arg("go on"));
        assertThat(first.join()).isNotNull();
        assertThat(patient.send(Request.cmd(Command.GET).arg("given-up"))).isNull();
    }

    private static int connections(CircuitBreakingRedis link) {
        return (int) link.send(Request.cmd(Command.CLIENT).arg("LIST")).toString().lines().count();
    }

    /** Keeps all event loops busy until the latch is released. */
    @SuppressWarnings("deprecation")
    private void block(CountDownLatch busy) {
        vertx.nettyEventLoopGroup().forEach(loop -> loop.execute(() -> hold(busy)));
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String outcome(CircuitBreakingRedis link) {
        try {
            return link.send(Request.cmd(Command.PING)).toString();
        } catch (StoreUnavailableException e) {
            return e.getMessage();
        }
    }

    private <T> CompletableFuture<T> inBackground(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, threads);
    }
}
