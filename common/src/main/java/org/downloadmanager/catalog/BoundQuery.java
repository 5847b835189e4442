package org.downloadmanager.catalog;

import java.util.List;

/**
 * SQL as JDBC wants it.
 *
 * @param sql    with a question mark for each value
 * @param values text, numbers, booleans and java.time, in the order of the question marks
 */
public record BoundQuery(String sql, List<Object> values) {

    public BoundQuery {
        values = List.copyOf(values);
    }
}
