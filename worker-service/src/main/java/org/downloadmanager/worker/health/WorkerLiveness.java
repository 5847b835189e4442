package org.downloadmanager.worker.health;

import jakarta.enterprise.context.ApplicationScoped;

import org.downloadmanager.supervision.ThreadSupervisor;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/** A worker is alive while its threads iterate, even without success: an outage of Kafka or Redis restarts no worker. */
@Liveness
@ApplicationScoped
class WorkerLiveness implements HealthCheck {

    private final ThreadSupervisor supervisor;

    WorkerLiveness(ThreadSupervisor supervisor) {
        this.supervisor = supervisor;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("worker").up();
        supervisor.health().forEach((name, isHealthy) -> answer.withData(name, isHealthy));
        return answer.status(!supervisor.health().containsValue(false)).build();
    }
}
