package org.downloadmanager.worker.health;

import jakarta.enterprise.context.ApplicationScoped;

import org.downloadmanager.build.BuildConfig;
import org.downloadmanager.worker.execution.DueTaker;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/**
 * Started is a worker that has opened its sources, or it would not listen at all, and has heard from Redis what is due.
 * Whether it ever gets a partition of Kafka does not matter.
 */
@Startup
@ApplicationScoped
class WorkerStartup implements HealthCheck {

    private final DueTaker dueTaker;
    private final BuildConfig build;

    WorkerStartup(DueTaker dueTaker, BuildConfig build) {
        this.dueTaker = dueTaker;
        this.build = build;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("worker")
                .status(dueTaker.hadContact())
                .withData("version", build.version())
                .withData("commit", build.commit())
                .withData("missing", dueTaker.hadContact() ? "nothing" : "the first answer of Redis to what is due")
                .build();
    }
}
