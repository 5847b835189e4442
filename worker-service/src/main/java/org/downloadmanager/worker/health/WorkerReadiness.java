package org.downloadmanager.worker.health;

import jakarta.enterprise.context.ApplicationScoped;

import org.downloadmanager.worker.execution.DownloadExecutor;
import org.downloadmanager.worker.execution.DownloadPoller;
import org.downloadmanager.worker.intake.CommandConsumer;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** A worker is ready while it reaches Redis: even without Kafka it finds all due downloads. */
@Readiness
@ApplicationScoped
class WorkerReadiness implements HealthCheck {

    private final CommandConsumer commands;
    private final DownloadPoller poller;
    private final DownloadExecutor executor;

    WorkerReadiness(CommandConsumer commands, DownloadPoller poller, DownloadExecutor executor) {
        this.commands = commands;
        this.poller = poller;
        this.executor = executor;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("worker")
                .status(poller.hasContact())
                .withData("redis", poller.hasContact() ? "up" : "down")
                .withData("commands", commands.partitions() > 0 ? "read" : "found in Redis")
                .withData("partitions", commands.partitions())
                .withData("running", executor.running().size())
                .build();
    }
}
