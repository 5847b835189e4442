package org.downloadmanager.api.rest;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadsConfig;
import org.downloadmanager.messages.DownloadEvent;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Shows downloads to programs, as this deployment shows them. */
@Singleton
public class DownloadResponses {

    private final DownloadsConfig config;
    private final ObjectMapper json;
    private final boolean showWorker;

    /** @param showWorker whether users may know the names of workers */
    DownloadResponses(DownloadsConfig config, ObjectMapper json,
            @ConfigProperty(name = "downloads.show-worker", defaultValue = "false") boolean showWorker) {
        this.config = config;
        this.json = json;
        this.showWorker = showWorker;
    }

    public DownloadResponse of(Download download) {
        return DownloadResponse.of(download, config.retention(), showWorker);
    }

    /** What whoever watches is told: how the download stands, or that it is gone. */
    public String json(DownloadEvent event) {
        try {
            return json.writeValueAsString(event.removed()
                    ? new Removal(event.download().id().value(), event.download().version(), true)
                    : of(event.download()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Removal(String id, long version, boolean removed) {}
}
