package org.downloadmanager.api.rest;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadsConfig;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Shows downloads to programs, as this deployment shows them. */
@Singleton
public class DownloadResponses {

    private final DownloadsConfig config;
    private final boolean showWorker;

    /** @param showWorker whether users may know the names of workers */
    DownloadResponses(DownloadsConfig config,
            @ConfigProperty(name = "downloads.show-worker", defaultValue = "false") boolean showWorker) {
        this.config = config;
        this.showWorker = showWorker;
    }

    public DownloadResponse of(Download download) {
        return DownloadResponse.of(download, config.retention(), showWorker);
    }
}
