package org.downloadmanager.benchmarks.figures;

import java.time.Duration;

/** Requests for simulated files. */
final class Simulated {

    private Simulated() {}

    static String request(long rows, Duration duration) {
        return "{\"export\": \"simulated\", \"format\": \"csv\", \"parameters\": {\"rows\": %d, \"duration\": %d}}"
                .formatted(rows, duration.toMillis());
    }
}
