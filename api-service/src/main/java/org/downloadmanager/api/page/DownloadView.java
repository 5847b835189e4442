package org.downloadmanager.api.page;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

import org.downloadmanager.api.rest.DownloadResponse;
import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.downloads.StoredFile;

/**
 * A download, as a person sees it.
 *
 * @param percent null while it cannot be told
 * @param detail  how far it has come, what the file is, or why there is none
 * @param url     null while there is no file
 */
record DownloadView(String id, long version, String title, String state, String text, boolean active, Integer percent,
        String detail, String url, String fileName, Instant createdAt) {

    static DownloadView of(Download download, Catalog catalog) {
        String export = download.request().export();
        return new DownloadView(download.id().value(), download.version(),
                catalog.find(export).map(Export::title).orElse(export),
                download.stateName().toLowerCase(Locale.ROOT), text(download), !download.isEnded(),
                percent(download.progress()), detail(download),
                download.file().map(file -> DownloadResponse.url(download.id(), file)).orElse(null),
                download.file().map(StoredFile::name)
                        .orElse(export + "." + download.request().format()),
                download.createdAt());
    }

    private static String text(Download download) {
        return download.state().fold(
                pending -> download.attempt() == 0 ? "Starting download request" : "Waiting to go on",
                processing -> "Generating file...",
                ready -> "File generated with success",
                failed -> "The file could not be generated",
                cancelled -> "Download cancelled");
    }

    private static String detail(Download download) {
        return download.state().fold(
                pending -> "",
                processing -> progress(download.progress()),
                ready -> file(ready.file()),
                failed -> failed.failure().message(),
                cancelled -> "");
    }

    private static Integer percent(Progress progress) {
        return progress.percent().isPresent() ? progress.percent().getAsInt() : null;
    }

    private static String progress(Progress progress) {
        String rows = progress.total().isEmpty()
                ? english("%,d rows", progress.done())
                : english("%,d of %s%,d rows", progress.done(), progress.exact() ? "" : "about ",
                        progress.total().getAsLong());
        return rows + progress.timeLeft().map(left -> ", " + words(left) + " left").orElse("");
    }

    private static String words(Duration left) {
        long seconds = (left.toMillis() + 999) / 1_000;
        if (seconds < 90) {
            return seconds + " s";
        }
        long minutes = (seconds + 30) / 60;
        return minutes < 90 ? minutes + " min" : (minutes + 30) / 60 + " h";
    }

    private static String file(StoredFile file) {
        return english("%s, %,d rows", size(file.bytes()), file.rows());
    }

    private static String size(long bytes) {
        if (bytes < 1_000) {
            return bytes + " bytes";
        }
        double size = bytes;
        int unit = 0;
        while (size >= 999.5 && unit < 4) {
            size /= 1_000;
            unit++;
        }
        return english(size < 9.95 ? "%.1f %sB" : "%.0f %sB", size, " kMGT".charAt(unit));
    }

    /** As the page is, whatever the machine of the replica speaks. */
    private static String english(String format, Object... values) {
        return String.format(Locale.ENGLISH, format, values);
    }
}
