package org.downloadmanager.benchmarks.figures;

import java.time.Duration;

/** Requests for files that are made at a pace. */
final class Simulated {

    private Simulated() {}

    static String request(long rows, Duration duration) {
        return "{\"export\": \"simulated\", \"format\": \"csv\", \"parameters\": {\"rows\": %d, \"duration\": %d}}"
                .formatted(rows, duration.toMillis());
    }
}
