package org.downloadmanager.api.health;

import jakarta.enterprise.context.ApplicationScoped;

import org.downloadmanager.api.streaming.EventConsumer;
import org.downloadmanager.build.BuildConfig;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/**
 * A replica has started when Redis passed the durability check and Kafka was polled for events once, with or without
 * success.
 */
@Startup
@ApplicationScoped
class ApiStartup implements HealthCheck {

    private final EventConsumer events;
    private final BuildConfig build;

    ApiStartup(EventConsumer events, BuildConfig build) {
        this.events = events;
        this.build = build;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("api")
                .status(events.hasPolled())
                .withData("version", build.version())
                .withData("commit", build.commit())
                .withData("waitingFor", events.hasPolled() ? "nothing" : "the first poll of Kafka")
                .build();
    }
}
