package org.downloadmanager.worker.generation.sql;

import java.util.OptionalLong;

/**
 * The token of a checkpoint: another attempt resumes after the row with this key.
 *
 * @param rows in the file so far
 * @param total counted by the first attempt, so that no other attempt counts again
 * @param shape of the rows and of the file, which must not have changed
 * @param carry what the writer needs to continue with the same bytes
 * @param key its text
 */
record ResumePoint(long rows, OptionalLong total, String shape, String carry, String key) {

    static ResumePoint of(String token) {
        // The key comes last, because it may contain any character.
        String[] parts = token.split(" ", 5);
        return new ResumePoint(Long.parseLong(parts[0]),
                parts[1].equals("?") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(parts[1])),
                parts[2], parts[3], parts[4]);
    }

    String token() {
        return rows + " " + (total.isPresent() ? total.getAsLong() : "?") + " " + shape + " " + carry + " " + key;
    }
}
