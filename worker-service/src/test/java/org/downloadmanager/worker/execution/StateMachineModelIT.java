package org.downloadmanager.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;

import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.SettableClock;
import org.downloadmanager.downloads.redis.CircuitBreakingRedis;
import org.downloadmanager.downloads.redis.RedisDownloads;
import org.downloadmanager.downloads.redis.RedisWorkQueue;
import org.downloadmanager.local.RedisServer;
import org.downloadmanager.worker.execution.Model.Bounds;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;

/** Random stories against the scripts of a real Redis. {@code -Dmodel.seed} repeats one. */
class StateMachineModelIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Logger EXECUTION = Logger.getLogger(Claim.class.getPackageName());

    @TempDir
    static Path directory;

    private static RedisServer server;
    private static Vertx vertx;
    private static Redis redis;
    private static CircuitBreakingRedis shared;

    @BeforeAll
    static void startRedis() throws IOException {
        EXECUTION.setLevel(Level.OFF);
        server = RedisServer.start(directory);
        vertx = Vertx.vertx();
        redis = Redis.createClient(vertx, "redis://127.0.0.1:" + server.port());
        shared = new CircuitBreakingRedis(vertx, redis, TIMEOUT);
    }

    @AfterAll
    static void stopRedis() {
        await(vertx.close());
        server.close();
        EXECUTION.setLevel(null);
    }

    @Test
    void invariantsHoldForRandomStoriesInRedis() {
        // Given
        long seed = Long.getLong("model.seed", 1);
        Explorer explorer = new Explorer(() -> new Model(new InRedis(), new Bounds(3, 2, 3, 2, 2, 3, 3, true)));

        // When
        Optional<String> broken = LongStream.range(seed, seed + Integer.getInteger("model.walks", 100)).boxed()
                .flatMap(each -> explorer.walk(each, 60).map(story -> "-Dmodel.seed=" + each + story).stream())
                .findFirst();

        // Then
        assertThat(broken).isEmpty();
    }

    private static <T> T await(Future<T> answer) {
        try {
            return answer.toCompletionStage().toCompletableFuture().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Redis has its own time; the clock of the model gives the adapters the lifetimes of keys. */
    private record InRedis(RedisDownloads downloads, RedisWorkQueue queue, SettableClock clock)
            implements
                ModelStore {

        InRedis() {
            this(new SettableClock(Clock.systemUTC().instant()));
        }

        private InRedis(SettableClock clock) {
            this(new RedisDownloads(shared, new TestConfig(1), clock),
                    new RedisWorkQueue(shared, new TestConfig(1), clock), clock);
            loseEverything();
        }

        @Override
        public Set<DownloadId> everDue() {
            Set<DownloadId> due = new HashSet<>();
            await(redis.send(Request.cmd(Command.ZRANGE).arg("{downloads:0}:due").arg(0).arg(-1)))
                    .forEach(id -> due.add(new DownloadId(id.toString())));
            return due;
        }

        @Override
        public Set<DownloadId> nextDue() {
            return everDue();
        }

        @Override
        public void loseEverything() {
            await(redis.send(Request.cmd(Command.FLUSHALL)));
        }
    }
}
