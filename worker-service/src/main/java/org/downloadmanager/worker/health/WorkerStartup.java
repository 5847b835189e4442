package org.downloadmanager.worker.health;

import jakarta.enterprise.context.ApplicationScoped;

import org.downloadmanager.build.BuildConfig;
import org.downloadmanager.worker.execution.DownloadPoller;
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

    private final DownloadPoller poller;
    private final BuildConfig build;

    WorkerStartup(DownloadPoller poller, BuildConfig build) {
        this.poller = poller;
        this.build = build;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("worker")
                .status(poller.hadContact())
                .withData("version", build.version())
                .withData("commit", build.commit())
                .withData("missing", poller.hadContact() ? "nothing" : "the first answer of Redis to what is due")
                .build();
    }
}
