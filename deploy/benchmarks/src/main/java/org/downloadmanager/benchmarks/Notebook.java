package org.downloadmanager.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the turns of one contestant have brought for one figure. Not for several threads. */
public final class Notebook {

    private record Key(String load, String unit) {}

    private final Map<Key, Entry> entries = new LinkedHashMap<>();

    /**
     * Where to note what was measured at that load.
     *
     * @param load such as {@code 50 requests/s}
     * @param unit of the values, such as {@code ms}
     */
    public Entry at(String load, String unit) {
        return entries.computeIfAbsent(new Key(load, unit), key -> new Entry(load, unit));
    }

    /** One for each load at which anything was measured, in the order in which they came up. */
    public List<Row> rows(String contestant) {
        return entries.values().stream().filter(entry -> !entry.isEmpty()).map(entry -> entry.row(contestant)).toList();
    }
}
