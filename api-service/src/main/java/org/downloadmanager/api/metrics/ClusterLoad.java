package org.downloadmanager.api.metrics;

import java.time.Duration;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.downloadmanager.downloads.QueueSnapshot;
import org.downloadmanager.downloads.QueueStats;
import org.downloadmanager.downloads.StoreUnavailableException;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;

/**
 * The load of the whole cluster; every replica reports the same numbers. A scrape reads them from the store, at most once
 * in two seconds; NaN while the store is unavailable.
 */
@Singleton
class ClusterLoad {

    private static final Duration FRESH = Duration.ofSeconds(2);

    private final QueueStats queueStats;
    private final MeterRegistry registry;
    private Optional<QueueSnapshot> snapshot = Optional.empty();
    private long readAt = System.nanoTime() - FRESH.toNanos();

    ClusterLoad(QueueStats queueStats, MeterRegistry registry) {
        this.queueStats = queueStats;
        this.registry = registry;
    }

    void register(@Observes StartupEvent event) {
        gauge("downloads.queued", "Downloads in the cluster that wait for a worker", QueueSnapshot::queued);
        Gauge.builder("downloads.queue.oldest.age", () -> read(snapshot -> snapshot.oldestAge().toMillis() / 1_000.0))
                .baseUnit("seconds").description("How long the first download in the queue has waited")
                .register(registry);
        gauge("downloads.running", "Downloads in the cluster that a worker holds a lease of", QueueSnapshot::running);
        gauge("downloads.active", "Downloads in the cluster that have not ended", QueueSnapshot::active);
    }

    private void gauge(String name, String description, ToDoubleFunction<QueueSnapshot> figure) {
        Gauge.builder(name, () -> read(figure)).description(description).register(registry);
    }

    private synchronized double read(ToDoubleFunction<QueueSnapshot> figure) {
        if (System.nanoTime() - readAt >= FRESH.toNanos()) {
            snapshot = ask();
            readAt = System.nanoTime();
        }
        return snapshot.map(figure::applyAsDouble).orElse(Double.NaN);
    }

    private Optional<QueueSnapshot> ask() {
        try {
            return Optional.of(queueStats.snapshot());
        } catch (StoreUnavailableException e) {
            Log.debugf("Load unknown: %s", e.getMessage());
            return Optional.empty();
        }
    }
}
