package org.downloadmanager.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SupervisedThreadTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final AtomicInteger ends = new AtomicInteger();
    private final AtomicInteger iterations = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);
    private final ThreadSupervisor supervisor = new ThreadSupervisor(ends::incrementAndGet);
    private SupervisedThread thread;

    @AfterEach
    void stop() throws InterruptedException {
        thread.stop(TIMEOUT);
    }

    @Test
    void anExceptionEndsOneIteration() {
        // When
        start(Duration.ofDays(1), () -> {
            if (iterations.incrementAndGet() == 1) {
                throw new NullPointerException("once");
            }
            never.await();
        });

        // Then
        await().atMost(TIMEOUT).until(() -> iterations.get() == 2);
        assertThat(isHealthy()).isTrue();
        assertThat(ends).hasValue(0);
    }

    @Test
    void anErrorEndsTheProcessOnce() {
        // When
        start(Duration.ofDays(1), () -> {
            iterations.incrementAndGet();
            throw new OutOfMemoryError("not really");
        });

        // Then
        await().atMost(TIMEOUT).until(() -> !isHealthy() && ends.get() == 1);
        supervisor.endProcess("It is over");
        assertThat(ends).hasValue(1);
        assertThat(iterations).hasValue(1);
    }

    @Test
    void aStrayInterruptEndsOneIteration() {
        // When
        start(Duration.ofDays(1), () -> {
            if (iterations.incrementAndGet() == 1) {
                Thread.currentThread().interrupt();
            }
            never.await();
        });

        // Then
        await().atMost(TIMEOUT).until(() -> iterations.get() == 2);
        assertThat(isHealthy()).isTrue();
    }

    @Test
    void anEndlessIterationIsUnhealthy() {
        // When
        start(Duration.ofMillis(100), never::await);

        // Then
        await().atMost(TIMEOUT).until(() -> !isHealthy());
        assertThat(ends).hasValue(0);
    }

    @Test
    void aStoppedThreadIsHealthy() throws InterruptedException {
        // Given
        start(Duration.ofDays(1), never::await);

        // When
        boolean stopped = thread.stop(TIMEOUT);

        // Then
        assertThat(stopped).isTrue();
        assertThat(isHealthy()).isTrue();
        assertThat(ends).hasValue(0);
    }

    @Test
    void aThreadThatIsNotStartedIsHealthy() {
        // When
        thread = supervisor.thread("thread", Duration.ZERO, never::await);

        // Then
        assertThat(isHealthy()).isTrue();
    }

    private void start(Duration maxDuration, SupervisedThread.Iteration iteration) {
        thread = supervisor.thread("thread", maxDuration, iteration);
        thread.start();
    }

    private boolean isHealthy() {
        assertThat(supervisor.health()).containsOnlyKeys("thread");
        return supervisor.health().get("thread");
    }
}
