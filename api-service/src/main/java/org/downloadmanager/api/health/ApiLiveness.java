package org.downloadmanager.api.health;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.downloadmanager.supervision.ThreadSupervisor;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/**
 * A replica is alive while its threads that read and send events and refresh subscriptions run; without them browsers would
 * show an old state. An outage of Kafka or Redis restarts no replica.
 */
@Liveness
@ApplicationScoped
class ApiLiveness implements HealthCheck {

    private final ThreadSupervisor supervisor;

    ApiLiveness(ThreadSupervisor supervisor) {
        this.supervisor = supervisor;
    }

    @Override
    public HealthCheckResponse call() {
        Map<String, Boolean> health = supervisor.health();
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("api");
        health.forEach((name, isHealthy) -> answer.withData(name, isHealthy));
        return answer.status(!health.containsValue(false)).build();
    }
}
