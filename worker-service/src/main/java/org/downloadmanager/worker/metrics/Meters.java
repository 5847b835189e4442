package org.downloadmanager.worker.metrics;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.Failure;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** The metrics of this worker. No label distinguishes owners or downloads, so that the number of series stays bounded. */
@Singleton
public class Meters {

    private static final String EXPORT = "export";
    /** From a delay that people hardly notice to the horizon of a download. */
    private static final Duration[] WAITS = { Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofSeconds(5),
        Duration.ofSeconds(15), Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(15),
        Duration.ofHours(1), Duration.ofHours(4), Duration.ofHours(24) };

    private final MeterRegistry registry;

    public Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A worker has claimed the download. */
    public void claimed(Download download) {
        if (download.attempt() == 1) {
            sinceAccepted("downloads.time.to.start", "From the acceptance of a download to its first claim", download);
        }
    }

    /** The download ended on this worker. */
    public void ended(Download download) {
        registry.counter("downloads.ended", EXPORT, download.request().export(), "outcome",
                download.failure().map(Failure::code).orElse("ready")).increment();
        if (download.file().isPresent()) {
            sinceAccepted("downloads.time.to.ready", "From the acceptance of a download to its file", download);
        }
    }

    /** The download is retried later. */
    public void retried(Download download, Failure why) {
        registry.counter("downloads.retries", EXPORT, download.request().export(), "reason", why.code()).increment();
    }

    /** The download was taken over after its lease expired. */
    public void takenOver(Download download) {
        registry.counter("downloads.takeovers", EXPORT, download.request().export()).increment();
    }

    /** A write of a fenced claim was refused. */
    public void refused(Optional<Download> foundInstead) {
        registry.counter("downloads.fenced.writes", "state",
                foundInstead.map(Download::stateName).orElse("removed").toLowerCase(Locale.ROOT)).increment();
    }

    public void deadLettered(Download download, Failure why) {
        registry.counter("downloads.dead.letters", EXPORT, download.request().export(), "reason", why.code())
                .increment();
    }

    /** @param state free, busy or stuck */
    public void slots(String state, Supplier<Number> count) {
        Gauge.builder("downloads.slots", count).tag("state", state)
                .description("Slots of this worker").register(registry);
    }

    /** Measured by the clocks of the replica that accepted it and of the store. */
    private void sinceAccepted(String name, String description, Download download) {
        Duration since = Duration.between(download.createdAt(), download.updatedAt());
        Timer.builder(name).description(description).tag(EXPORT, download.request().export())
                .serviceLevelObjectives(WAITS).register(registry)
                .record(since.isNegative() ? Duration.ZERO : since);
    }
}
