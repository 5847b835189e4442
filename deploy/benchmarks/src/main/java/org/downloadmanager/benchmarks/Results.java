package org.downloadmanager.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The results of one subject in one benchmark. Not thread-safe. */
public final class Results {

    private record Key(String load, String unit) {}

    private final Map<Key, Series> byKey = new LinkedHashMap<>();

    /**
     * The series for a load.
     *
     * @param load such as {@code 50 requests/s}
     * @param unit of the values, such as {@code ms}
     */
    public Series at(String load, String unit) {
        return byKey.computeIfAbsent(new Key(load, unit), key -> new Series(load, unit));
    }

    /** A row for each load, in the order of first use. */
    public List<Row> rows(String contestant) {
        return byKey.values().stream().filter(series -> !series.isEmpty()).map(series -> series.row(contestant))
                .toList();
    }
}
