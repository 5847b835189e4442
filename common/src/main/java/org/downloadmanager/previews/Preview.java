package org.downloadmanager.previews;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What an export costs that is asked for whole, and what it looks like.
 *
 * @param asOf      when its source said so
 * @param rows      how many the export has; null when not counted
 * @param columns   as the file calls them
 * @param firstRows texts, as a file has them; null for NULL
 * @param bytes     about how large its file is, by format, where that can be told
 */
public record Preview(Instant asOf, Long rows, List<String> columns, List<List<String>> firstRows,
        Map<String, Long> bytes) {

    public Preview {
        columns = List.copyOf(columns);
        // List.copyOf takes no null, which NULL is here.
        firstRows = firstRows.stream().map(row -> Collections.unmodifiableList(new ArrayList<>(row))).toList();
        bytes = Map.copyOf(bytes);
    }
}
