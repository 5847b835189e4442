package org.downloadmanager.api.metrics;

import java.util.function.Supplier;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.FileRequest;
import org.downloadmanager.downloads.Submission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The metrics of this replica. No label distinguishes owners, downloads or addresses, so that the number of series stays
 * bounded.
 */
@Singleton
public class Meters {

    private static final String NO_EXPORT = "none";

    private final MeterRegistry registry;
    private final Counter served;

    public Meters(MeterRegistry registry) {
        this.registry = registry;
        this.served = Counter.builder("downloads.served").baseUnit("bytes")
                .description("Bytes of files that were sent to their end").register(registry);
    }

    /** Counts the outcome of a submission. */
    public void decided(FileRequest request, Submission submission) {
        requested(request.export(), submission.outcome());
    }

    /** Counts an invalid request without a known export. */
    public void refused(String problem) {
        requested(NO_EXPORT, problem);
    }

    /** Counts an invalid request for a known export. */
    public void refused(String export, String problem) {
        requested(export, problem);
    }

    /** @param kind socket or events */
    public void streams(String kind, Supplier<Number> open) {
        Gauge.builder("downloads.open.connections", open).tag("kind", kind)
                .description("Open sockets and streams of server-sent events").register(registry);
    }

    void served(long bytes) {
        served.increment(bytes);
    }

    private void requested(String export, String outcome) {
        Counter.builder("downloads.requests").tag("export", export).tag("outcome", outcome)
                .description("Requests for a file, by what became of them").register(registry).increment();
    }
}
