package org.downloadmanager.worker.health;

import jakarta.enterprise.context.ApplicationScoped;

import org.downloadmanager.worker.supervision.ThreadSupervisor;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/** Alive is a worker whose threads go round, be it in vain: an outage of Kafka or Redis is no reason to restart it. */
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
