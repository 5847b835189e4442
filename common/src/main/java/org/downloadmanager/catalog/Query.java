package org.downloadmanager.catalog;

import java.util.List;
import java.util.Optional;

/**
 * How the rows of an export are read. Clients never see it.
 *
 * @param source  the name of its {@link Source}
 * @param sql     with {@code :name} where the value of a parameter goes, and {@code {filters}} for the filters of all
 *                parameters that were given
 * @param columns of the file, in their order
 * @param key     the column after whose last value reading can go on: unique and never null
 * @param ordered whether the query delivers its rows in the order of the key by itself
 * @param counted whether the rows are counted before they are read, so that the percentage is true from the start
 * @param previewed whether people may see its first rows, and how many there are, before they ask for it
 */
public record Query(String source, String sql, List<Column> columns, Optional<String> key, boolean ordered,
        boolean counted, boolean previewed, Optional<Chart> chart) {

    public Query {
        columns = List.copyOf(columns);
    }
}
