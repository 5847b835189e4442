package org.downloadmanager.api.health;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.downloadmanager.api.streaming.EventFeed;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/**
 * Alive is a replica that can show what changes, be it late: without the threads that do, people would look at what was
 * true once. An outage of Kafka or Redis is no reason to restart it.
 */
@Liveness
@ApplicationScoped
class ApiLiveness implements HealthCheck {

    private final EventFeed events;

    ApiLiveness(EventFeed events) {
        this.events = events;
    }

    @Override
    public HealthCheckResponse call() {
        Map<String, Boolean> standings = events.standings();
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("api");
        standings.forEach((name, isHealthy) -> answer.withData(name, isHealthy));
        return answer.status(!standings.containsValue(false)).build();
    }
}
