package org.downloadmanager.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * A socket message about a download, as far as the benchmarks need it.
 *
 * @param worker that runs it; empty while none does
 * @param url of the file; empty while there is none
 */
public record DownloadMessage(String id, String state, long version, String worker, long done, String url) {

    private static final ObjectReader JSON = new JsonMapper().readerFor(JsonNode.class);
    private static final Set<String> ENDS = Set.of("READY", "ERROR", "CANCELLED");

    static DownloadMessage parse(String message) {
        try {
            JsonNode json = JSON.readTree(message);
            return new DownloadMessage(json.path("id").asText(), json.path("state").asText(),
                    json.path("version").asLong(),
                    json.path("worker").asText(""), json.path("progress").path("done").asLong(),
                    json.path("file").path("url").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isReady() {
        return state.equals("READY");
    }

    boolean isEnded() {
        return ENDS.contains(state);
    }
}
