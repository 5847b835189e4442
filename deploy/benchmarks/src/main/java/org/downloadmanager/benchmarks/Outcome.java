package org.downloadmanager.benchmarks;

import java.util.List;
import java.util.Optional;

/**
 * The saved outcome of a benchmark.
 *
 * @param failures turns that failed, with the reason
 */
public record Outcome(String figure, String title, String conditions, String aim, Machine machine, List<Row> rows,
        List<String> failures) {

    /** The row of this system at the same load, if there is one. */
    Optional<Row> oursBeside(Row row) {
        return rows.stream().filter(Row::isOurs).filter(row::isComparedWith).findFirst();
    }
}
