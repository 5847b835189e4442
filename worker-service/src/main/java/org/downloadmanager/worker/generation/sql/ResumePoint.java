package org.downloadmanager.worker.generation.sql;

import java.util.OptionalLong;

/**
 * Where another attempt goes on: behind the row with this key.
 *
 * @param rows  that are in the file by then
 * @param total counted by the first attempt, so that none need count again
 * @param shape of the rows and of the file: one of another shape cannot be continued
 * @param carry what the writer needs to go on with the same bytes, if it needs anything
 * @param key   its text
 */
record ResumePoint(long rows, OptionalLong total, String shape, String carry, String key) {

    static ResumePoint of(String token) {
        // The key comes last, for it may hold anything.
        String[] parts = token.split(" ", 5);
        return new ResumePoint(Long.parseLong(parts[0]),
                parts[1].equals("?") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(parts[1])),
                parts[2], parts[3], parts[4]);
    }

    String token() {
        return rows + " " + (total.isPresent() ? total.getAsLong() : "?") + " " + shape + " " + carry + " " + key;
    }
}
