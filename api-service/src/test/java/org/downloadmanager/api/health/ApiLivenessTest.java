package org.downloadmanager.api.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.downloadmanager.api.streaming.EventConsumer;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class ApiLivenessTest {

    @Test
    void aReplicaWithoutItsEventConsumerIsNotAlive() {
        // Given
        EventConsumer neverStarted = new EventConsumer(null, null, Map.of());

        // When
        HealthCheckResponse answer = new ApiLiveness(neverStarted).call();

        // Then
        assertThat(answer.getStatus()).isEqualTo(Status.DOWN);
        assertThat(answer.getData()).contains(Map.of("event-consumer", false, "refresher", true));
    }
}
