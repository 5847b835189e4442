package org.downloadmanager.worker.health;

import jakarta.enterprise.context.ApplicationScoped;

import org.downloadmanager.worker.supervision.VitalThreads;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/** Alive is a worker whose threads go round, be it in vain: an outage of Kafka or Redis is no reason to restart it. */
@Liveness
@ApplicationScoped
class WorkerLiveness implements HealthCheck {

    private final VitalThreads threads;

    WorkerLiveness(VitalThreads threads) {
        this.threads = threads;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("worker").up();
        threads.standings().forEach((name, isWell) -> answer.withData(name, isWell));
        return answer.status(!threads.standings().containsValue(false)).build();
    }
}
