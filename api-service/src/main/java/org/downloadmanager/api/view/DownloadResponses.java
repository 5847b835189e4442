package org.downloadmanager.api.view;

import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.DownloadsConfig;
import org.downloadmanager.downloads.QueueStats;
import org.downloadmanager.messages.DownloadEvent;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Creates representations of downloads for programs. */
@Singleton
public class DownloadResponses {

    private final QueueStats queueStats;
    private final DownloadsConfig config;
    private final ObjectMapper json;
    private final boolean showWorker;

    /** @param showWorker whether users may see the names of workers */
    DownloadResponses(QueueStats queueStats, DownloadsConfig config, ObjectMapper json,
            @ConfigProperty(name = "downloads.show-worker", defaultValue = "false") boolean showWorker) {
        this.queueStats = queueStats;
        this.config = config;
        this.json = json;
        this.showWorker = showWorker;
    }

    public DownloadResponse of(Download download) {
        return of(download, null);
    }

    /** The state of downloads, with the number of downloads queued before each pending one. */
    public List<DownloadResponse> withPositions(List<Download> downloads) {
        Map<DownloadId, Integer> ahead = queueStats.ahead(downloads);
        return downloads.stream().map(download -> of(download, ahead.get(download.id()))).toList();
    }

    private DownloadResponse of(Download download, Integer ahead) {
        return DownloadResponse.of(download, ahead, config.retention(), showWorker);
    }

    /** What a subscriber receives: the state of the download, or that it was removed. */
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
