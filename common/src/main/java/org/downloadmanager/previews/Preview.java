package org.downloadmanager.previews;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The size and the first rows of a full export.
 *
 * @param asOf when the source was read
 * @param rows how many the export has; null when not counted
 * @param columns as named in files
 * @param firstRows the texts of a file; null for NULL
 * @param bytes the approximate size of its file, by format, where it is known
 */
public record Preview(Instant asOf, Long rows, List<String> columns, List<List<String>> firstRows,
        Map<String, Long> bytes) {

    public Preview {
        columns = List.copyOf(columns);
        // List.copyOf refuses null, which stands for NULL here.
        firstRows = firstRows.stream().map(row -> Collections.unmodifiableList(new ArrayList<>(row))).toList();
        bytes = Map.copyOf(bytes);
    }
}
