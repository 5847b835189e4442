package org.downloadmanager.catalog;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where exports get their rows.
 *
 * @param url              of JDBC
 * @param properties       options of the JDBC driver
 * @param maxConcurrent   downloads that may read from it at the same time, in the whole cluster
 * @param statementTimeout after which a statement is given up; shorter than a worker's stall timeout, which says less
 */
public record Source(String name, String url, Optional<String> user, Optional<String> password,
        Map<String, String> properties, int maxConcurrent, Duration statementTimeout) {

    public Source {
        properties = Map.copyOf(properties);
    }

    /** Shows no address, no user and no password: those belong in no log. */
    @Override
    public String toString() {
        return "Source[" + name + "]";
    }
}
