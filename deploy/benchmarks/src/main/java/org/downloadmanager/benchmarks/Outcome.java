package org.downloadmanager.benchmarks;

import java.util.List;
import java.util.Optional;

/**
 * What a figure came to: all that is kept of it.
 *
 * @param failures turns that failed, and why
 */
public record Outcome(String figure, String title, String conditions, String aim, Machine machine, List<Row> rows,
        List<String> failures) {

    /** What this system has at the same load, if it takes part. */
    Optional<Row> oursBeside(Row row) {
        return rows.stream().filter(Row::isOurs).filter(row::isComparedWith).findFirst();
    }
}
