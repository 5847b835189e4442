package org.downloadmanager.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the turns of one contestant have brought for one figure. Not for several threads. */
public final class Results {

    private record Key(String load, String unit) {}

    private final Map<Key, Series> byKey = new LinkedHashMap<>();

    /**
     * Where to note what was measured at that load.
     *
     * @param load such as {@code 50 requests/s}
     * @param unit of the values, such as {@code ms}
     */
    public Series at(String load, String unit) {
        return byKey.computeIfAbsent(new Key(load, unit), key -> new Series(load, unit));
    }

    /** One for each load at which anything was measured, in the order in which they came up. */
    public List<Row> rows(String contestant) {
        return byKey.values().stream().filter(series -> !series.isEmpty()).map(series -> series.row(contestant))
                .toList();
    }
}
