package org.downloadmanager.catalog;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A database that exports read.
 *
 * @param url of JDBC
 * @param properties options of the JDBC driver
 * @param maxConcurrent downloads that may read from it at the same time, in the whole cluster
 * @param statementTimeout after which a statement is cancelled; shorter than the worker's stall timeout, whose error says
 *         less
 */
public record Source(String name, String url, Optional<String> user, Optional<String> password,
        Map<String, String> properties, int maxConcurrent, Duration statementTimeout) {

    public Source {
        properties = Map.copyOf(properties);
    }

    /** Without URL, user and password, which must not be logged. */
    @Override
    public String toString() {
        return "Source[" + name + "]";
    }
}
