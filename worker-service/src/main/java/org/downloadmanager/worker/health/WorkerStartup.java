package org.downloadmanager.worker.health;

import jakarta.enterprise.context.ApplicationScoped;

import org.downloadmanager.build.BuildConfig;
import org.downloadmanager.worker.execution.DownloadPoller;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/**
 * A worker has started when it has opened its sources and Redis has answered its first query for due downloads. Partitions
 * of Kafka are not needed.
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
                .withData("waitingFor", poller.hadContact() ? "nothing" : "the first query of Redis for due downloads")
                .build();
    }
}
