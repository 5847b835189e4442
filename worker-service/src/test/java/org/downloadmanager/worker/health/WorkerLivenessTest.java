package org.downloadmanager.worker.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.downloadmanager.supervision.ThreadSupervisor;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class WorkerLivenessTest {

    private final ThreadSupervisor supervisor = new ThreadSupervisor(() -> {});
    private final WorkerLiveness liveness = new WorkerLiveness(supervisor);

    @Test
    void aWorkerWithoutOneOfItsThreadsIsNotAlive() {
        // Given
        CountDownLatch death = new CountDownLatch(1);
        supervisor.thread("one", new CountDownLatch(1)::await).start();
        supervisor.thread("other", () -> {
            death.await();
            throw new StackOverflowError("not really");
        }).start();
        HealthCheckResponse before = liveness.call();

        // When
        death.countDown();

        // Then
        assertThat(before.getStatus()).isEqualTo(Status.UP);
        await().atMost(Duration.ofSeconds(20)).until(() -> liveness.call().getStatus() == Status.DOWN);
        assertThat(liveness.call().getData()).contains(Map.of("one", true, "other", false));
    }
}
