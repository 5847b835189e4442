package org.downloadmanager.worker.generation.sql;

import java.util.OptionalLong;

/**
 * Where another attempt goes on: behind the row with this key.
 *
 * @param rows  that are in the file by then
 * @param total counted by the first attempt, so that none need count again
 */
record ResumePoint(long rows, OptionalLong total, ValueType keyType, String key) {

    static ResumePoint of(String token) {
        // The key comes last, for it may hold anything.
        String[] parts = token.split(" ", 4);
        return new ResumePoint(Long.parseLong(parts[0]),
                parts[1].equals("?") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(parts[1])),
                ValueType.valueOf(parts[2]), parts[3]);
    }

    String token() {
        return rows + " " + (total.isPresent() ? total.getAsLong() : "?") + " " + keyType + " " + key;
    }
}
