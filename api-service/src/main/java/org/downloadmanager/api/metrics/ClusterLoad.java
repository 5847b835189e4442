package org.downloadmanager.api.metrics;

import java.time.Duration;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.downloadmanager.downloads.DownloadsUnavailableException;
import org.downloadmanager.downloads.Load;
import org.downloadmanager.downloads.WaitingLine;

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

    private final WaitingLine line;
    private final MeterRegistry registry;
    private Optional<Load> load = Optional.empty();
    private long readAt = System.nanoTime() - FRESH.toNanos();

    ClusterLoad(WaitingLine line, MeterRegistry registry) {
        this.line = line;
        this.registry = registry;
    }

    void register(@Observes StartupEvent event) {
        gauge("downloads.waiting", "Downloads in the cluster that stand in line for a worker", Load::waiting);
        Gauge.builder("downloads.oldest.wait", () -> read(load -> load.oldestWait().toMillis() / 1_000.0))
                .baseUnit("seconds").description("How long the first in line has stood there").register(registry);
        gauge("downloads.running", "Downloads in the cluster that a worker makes", Load::running);
        gauge("downloads.unended", "Downloads in the cluster that have not ended", Load::unended);
    }

    private void gauge(String name, String description, ToDoubleFunction<Load> figure) {
        Gauge.builder(name, () -> read(figure)).description(description).register(registry);
    }

    private synchronized double read(ToDoubleFunction<Load> figure) {
        if (System.nanoTime() - readAt >= FRESH.toNanos()) {
            load = ask();
            readAt = System.nanoTime();
        }
        return load.map(figure::applyAsDouble).orElse(Double.NaN);
    }

    private Optional<Load> ask() {
        try {
            return Optional.of(line.load());
        } catch (DownloadsUnavailableException e) {
            Log.debugf("Load unknown: %s", e.getMessage());
            return Optional.empty();
        }
    }
}
