package org.downloadmanager.worker.health;

import jakarta.enterprise.context.ApplicationScoped;

import org.downloadmanager.worker.execution.DueTaker;
import org.downloadmanager.worker.execution.Runner;
import org.downloadmanager.worker.intake.CommandConsumer;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready is a worker that reaches Redis: without Kafka it still finds all that is due. */
@Readiness
@ApplicationScoped
class WorkerReadiness implements HealthCheck {

    private final CommandConsumer commands;
    private final DueTaker dueTaker;
    private final Runner runner;

    WorkerReadiness(CommandConsumer commands, DueTaker dueTaker, Runner runner) {
        this.commands = commands;
        this.dueTaker = dueTaker;
        this.runner = runner;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("worker")
                .status(dueTaker.hasContact())
                .withData("redis", dueTaker.hasContact() ? "answers" : "away")
                .withData("commands", commands.partitions() > 0 ? "read" : "found in Redis")
                .withData("partitions", commands.partitions())
                .withData("running", runner.running().size())
                .build();
    }
}
