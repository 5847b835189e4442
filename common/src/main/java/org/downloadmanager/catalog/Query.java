package org.downloadmanager.catalog;

import java.util.List;
import java.util.Optional;

/**
 * How the rows of an export are read. Clients never see it.
 *
 * @param source the name of its {@link Source}
 * @param sql with {@code :name} for the value of a parameter, and {@code {filters}} for the filters of all given parameters
 * @param columns of the file, in order
 * @param key the column to resume after: unique and never null
 * @param ordered whether the query itself returns rows in the order of the key
 * @param counted whether rows are counted before they are read, so that the percentage is exact from the start
 * @param previewed whether its first rows and its row count are shown before a request
 */
public record Query(String source, String sql, List<Column> columns, Optional<String> key, boolean ordered,
        boolean counted, boolean previewed, Optional<Chart> chart) {

    public Query {
        columns = List.copyOf(columns);
    }
}
