package org.downloadmanager.catalog;

import java.util.List;

/**
 * A query with the values of its parameters, ready for JDBC.
 *
 * @param sql with a question mark for each value, cast to the value's type
 * @param values in the order of the question marks, all as text: a driver that converts a value itself may round it,
 *         truncate it or read it in another calendar
 */
public record BoundQuery(String sql, List<String> values) {

    public BoundQuery {
        values = List.copyOf(values);
    }
}
