package org.downloadmanager.worker.health;

import jakarta.enterprise.context.ApplicationScoped;

import org.downloadmanager.worker.commands.CommandConsumer;
import org.downloadmanager.worker.running.DueTaker;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive is a worker whose threads go round, be it in vain: an outage of Kafka or Redis is no reason to restart it. */
@Liveness
@ApplicationScoped
class WorkerLiveness implements HealthCheck {

    private final CommandConsumer commands;
    private final DueTaker dueTaker;

    WorkerLiveness(CommandConsumer commands, DueTaker dueTaker) {
        this.commands = commands;
        this.dueTaker = dueTaker;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("worker")
                .status(commands.isPolling() && dueTaker.isGoingRound())
                .withData("polls commands", commands.isPolling())
                .withData("looks for what is due", dueTaker.isGoingRound())
                .build();
    }
}
