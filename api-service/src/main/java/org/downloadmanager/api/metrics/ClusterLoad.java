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
 * How much there is to do in the whole cluster, as every replica tells whoever asks for its metrics. The store is read
 * when somebody asks, but not for each of many who do; while it is away there is no number, which is the truth.
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
        gauge("downloads.waiting", "Downloads in the cluster that stand in line for a worker", QueueSnapshot::waiting);
        Gauge.builder("downloads.oldest.wait", () -> read(snapshot -> snapshot.oldestWait().toMillis() / 1_000.0))
                .baseUnit("seconds").description("How long the first in line has stood there").register(registry);
        gauge("downloads.running", "Downloads in the cluster that a worker makes", QueueSnapshot::running);
        gauge("downloads.unended", "Downloads in the cluster that have not ended", QueueSnapshot::unended);
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
