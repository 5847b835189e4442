package org.downloadmanager.peers.jobrunr;

import java.util.Map;
import java.util.UUID;

/** A row of the table, with the names of its columns. */
record Download(UUID id, UUID owner, String export, long rows, long duration, State state, long version, int attempt,
        String worker, long done, long bytes, String sha256) {

    enum State {
        PENDING, PROCESSING, READY, ERROR
    }

    String fileName() {
        return export + ".csv";
    }

    /** The message for its owner. */
    Message message() {
        return new Message(id, state, version, attempt, worker, Map.of("done", done, "total", rows),
                state == State.READY
                        ? new File("/downloads/" + id + "/" + fileName(), fileName(), bytes, sha256)
                        : null);
    }

    record Message(UUID id, State state, long version, int attempt, String worker, Map<String, Long> progress,
            File file) {}

    record File(String url, String name, long bytes, String sha256) {}
}
