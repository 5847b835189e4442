package org.downloadmanager.api.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;

import org.downloadmanager.supervision.ThreadSupervisor;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class ApiLivenessTest {

    @Test
    void aReplicaWithoutItsEventConsumerIsNotAlive() {
        // Given
        ThreadSupervisor supervisor = new ThreadSupervisor(() -> {});
        supervisor.thread("event-consumer", () -> {
            throw new StackOverflowError("not really");
        }).start();

        // When
        ApiLiveness liveness = new ApiLiveness(supervisor);

        // Then
        await().atMost(Duration.ofSeconds(20)).until(() -> liveness.call().getStatus() == Status.DOWN);
        HealthCheckResponse answer = liveness.call();
        assertThat(answer.getData()).contains(Map.of("event-consumer", false));
    }
}
