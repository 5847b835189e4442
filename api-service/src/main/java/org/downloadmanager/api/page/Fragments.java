package org.downloadmanager.api.page;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.messages.DownloadEvent;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** All that is drawn: the page, and the parts of it that are replaced while it is open. */
@Singleton
public class Fragments {

    private final Catalog catalog;
    private final Clock clock;

    Fragments(Catalog catalog, Clock clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    /** The parts of the page that show this download; removed parts are empty and say so. */
    public String of(DownloadEvent event) {
        return Templates.download(DownloadView.of(event.download(), catalog), event.removed()).render();
    }

    String of(List<Download> downloads) {
        // Each is put before those that are there already.
        return reversed(downloads).map(download -> of(DownloadEvent.of(download))).collect(Collectors.joining());
    }

    TemplateInstance page(List<Download> downloads, String refusal) {
        List<DownloadView> views = downloads.stream().map(download -> DownloadView.of(download, catalog)).toList();
        return Templates.page(catalog.exports(), views, refusal,
                ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
    }

    private static Stream<Download> reversed(List<Download> downloads) {
        return IntStream.iterate(downloads.size() - 1, i -> i >= 0, i -> i - 1)
                .mapToObj(downloads::get);
    }

    @CheckedTemplate(basePath = "")
    static class Templates {

        static native TemplateInstance page(List<Export> exports, List<DownloadView> downloads, String refusal,
                long now);

        static native TemplateInstance download(DownloadView download, boolean removed);
    }
}
