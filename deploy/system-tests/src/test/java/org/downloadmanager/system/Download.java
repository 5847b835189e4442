package org.downloadmanager.system;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** A download as JSON of REST and sockets. An unknown member fails the test that parses it. */
record Download(String id, String export, String format, Map<String, Object> parameters, String state, long version,
        int attempt, Integer ahead, String worker, Progress progress, File file, Failure error, String createdAt,
        String updatedAt, String deadline, String expiresAt, String retryOf, boolean removed) {

    static final JsonMapper JSON = new JsonMapper();

    record Progress(long done, Long total, Integer percent, Long secondsLeft) {}

    record File(String url, String name, String contentType, long bytes, long rows, String sha256) {}

    record Failure(String code, String message) {}

    static Download parse(String json) {
        return read(json, new TypeReference<>() {
        });
    }

    static List<Download> parseAll(String json) {
        return read(json, new TypeReference<>() {
        });
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not what was promised: " + json, e);
        }
    }

    boolean isReady() {
        return "READY".equals(state);
    }

    boolean isProcessing() {
        return "PROCESSING".equals(state);
    }

    boolean isPending() {
        return "PENDING".equals(state);
    }

    boolean isCancelled() {
        return "CANCELLED".equals(state);
    }

    boolean isEnded() {
        return isReady() || isCancelled() || "ERROR".equals(state);
    }

    boolean hasDone(long rows) {
        return progress != null && progress.done() >= rows;
    }
}
