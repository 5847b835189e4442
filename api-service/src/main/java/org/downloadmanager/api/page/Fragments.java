package org.downloadmanager.api.page;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import org.downloadmanager.api.downloads.LimitsConfig;
import org.downloadmanager.api.view.LinkResponse;
import org.downloadmanager.build.BuildConfig;
import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.DownloadsConfig;
import org.downloadmanager.downloads.QueueStats;
import org.downloadmanager.messages.DownloadEvent;
import org.downloadmanager.previews.Preview;
import org.downloadmanager.previews.Previews;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** Renders the page, and the fragments that replace parts of an open page. */
@Singleton
public class Fragments {

    private final Catalog catalog;
    private final Previews previews;
    private final QueueStats queueStats;
    private final DownloadsConfig config;
    private final LimitsConfig limits;
    private final BuildConfig build;
    private final Clock clock;

    Fragments(Catalog catalog, Previews previews, QueueStats queueStats, DownloadsConfig config, LimitsConfig limits,
            BuildConfig build, Clock clock) {
        this.catalog = catalog;
        this.previews = previews;
        this.queueStats = queueStats;
        this.config = config;
        this.limits = limits;
        this.build = build;
        this.clock = clock;
    }

    /** The fragments of a download; those of a removed download are empty. */
    public String of(DownloadEvent event) {
        return Templates.download(view(event.download(), null), event.removed()).render();
    }

    /** The empty fragments of removed downloads. */
    String ofRemoved(List<Download> downloads) {
        return downloads.stream().map(download -> of(DownloadEvent.removal(download))).collect(Collectors.joining());
    }

    /** All fragments, in the order in which the page prepends them. */
    String of(List<Download> newestFirst) {
        return withPositions(newestFirst.stream().sorted(Comparator.comparing(Download::createdAt)).toList())
                .map(view -> Templates.download(view, false).render())
                .collect(Collectors.joining());
    }

    TemplateInstance page(List<Download> newestFirst) {
        return page(newestFirst, FormErrors.NONE);
    }

    TemplateInstance page(List<Download> newestFirst, FormErrors refusal) {
        return page(newestFirst, refusal, null);
    }

    TemplateInstance page(List<Download> newestFirst, LinkResponse link) {
        return page(newestFirst, FormErrors.NONE, link);
    }

    private TemplateInstance page(List<Download> newestFirst, FormErrors refusal, LinkResponse link) {
        Map<String, Preview> known = previews.find(catalog.exports().stream().map(Export::name).toList());
        return Templates.page(
                catalog.exports().stream().map(export -> refusal.form(export, known.containsKey(export.name())
                        ? new PreviewView(export, known.get(export.name()))
                        : null)).toList(),
                withPositions(newestFirst).toList(), refusal.words(), link, limits.activePerOwner(),
                ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()), build);
    }

    private Stream<DownloadView> withPositions(List<Download> downloads) {
        Map<DownloadId, Integer> ahead = queueStats.ahead(downloads);
        return downloads.stream().map(download -> view(download, ahead.get(download.id())));
    }

    private DownloadView view(Download download, Integer ahead) {
        return new DownloadView(download, catalog.find(download.request().export()), ahead, config.retention());
    }

    @CheckedTemplate(basePath = "")
    static class Templates {

        static native TemplateInstance page(List<ExportForm> exports, List<DownloadView> downloads, String refusal,
                LinkResponse link, int limit, long now, BuildConfig build);

        static native TemplateInstance download(DownloadView download, boolean removed);
    }
}
