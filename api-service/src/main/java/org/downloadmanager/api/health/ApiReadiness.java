package org.downloadmanager.api.health;

import jakarta.enterprise.context.ApplicationScoped;

import org.downloadmanager.api.streaming.EventConsumer;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * A replica is ready as soon as it can answer, even without Kafka or Redis: otherwise an outage that all replicas share
 * would leave the load balancer without any, and users with its error page.
 */
@Readiness
@ApplicationScoped
class ApiReadiness implements HealthCheck {

    private final EventConsumer events;

    ApiReadiness(EventConsumer events) {
        this.events = events;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("api")
                .up()
                .withData("degraded", !events.isLive() || !events.storeAnswers())
                .withData("events", events.isLive() ? "live" : "read from the store")
                .withData("redis", events.storeAnswers() ? "up" : "down")
                .build();
    }
}
