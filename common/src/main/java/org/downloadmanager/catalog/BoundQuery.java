package org.downloadmanager.catalog;

import java.util.List;

/**
 * SQL as JDBC wants it.
 *
 * @param sql    with a question mark for each value, in a cast to the value's type
 * @param values in the order of the question marks: all of them texts, for a driver that converts a value itself may
 *                   round it, cut it or read it in another calendar
 */
public record BoundQuery(String sql, List<String> values) {

    public BoundQuery {
        values = List.copyOf(values);
    }
}
