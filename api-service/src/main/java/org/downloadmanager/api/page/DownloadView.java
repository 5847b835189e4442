package org.downloadmanager.api.page;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import org.downloadmanager.api.view.DownloadResponse;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.catalog.Parameter;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.downloads.FileRequest;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.downloads.StoredFile;

/**
 * A download, as the page shows it. Numbers, sizes and times are in English; the script rewrites them for the locale of the
 * browser.
 *
 * @param export    empty when the catalog no longer has it
 * @param ahead     how many are queued before it; null when not counted
 * @param retention how long it is kept once it has ended
 */
record DownloadView(Download download, Optional<Export> export, Integer ahead, Duration retention) {

    public String id() {
        return download.id().value();
    }

    public long version() {
        return download.version();
    }

    public String title() {
        return export.map(Export::title).orElse(download.request().export());
    }

    public String format() {
        return formatTitle(download.request().format());
    }

    /** A file that was requested from a newer version may have a format without a title here. */
    static String formatTitle(String format) {
        return Format.named(format).map(Format::title).orElse(format);
    }

    /** The chosen parameters with their titles; empty without any. */
    public String choice() {
        return download.request().parameters().entrySet().stream()
                .map(entry -> titleOf(entry.getKey()) + " " + FileRequest.text(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private String titleOf(String parameter) {
        return export.stream().flatMap(known -> known.parameters().stream())
                .filter(known -> known.name().equals(parameter)).map(Parameter::title).findFirst().orElse(parameter);
    }

    public String state() {
        return download.stateName().toLowerCase(Locale.ROOT);
    }

    public String text() {
        return download.state().fold(
                pending -> isFirst() ? "Starting download request" : "Waiting to resume",
                processing -> "Generating file...",
                ready -> "File generated with success",
                failed -> "The file could not be generated",
                cancelled -> "Download cancelled");
    }

    private boolean isFirst() {
        return download.attempt() == 0;
    }

    public boolean active() {
        return !download.isEnded();
    }

    public boolean processing() {
        return download.lease().isPresent();
    }

    /** Null while unknown. */
    public Integer percent() {
        Progress progress = download.progress();
        return progress.percent().isPresent() ? progress.percent().getAsInt() : null;
    }

    public long done() {
        return download.progress().done();
    }

    public String doneInWords() {
        return number(done());
    }

    /** Null while unknown. */
    public Long total() {
        Progress progress = download.progress();
        return progress.total().isPresent() ? progress.total().getAsLong() : null;
    }

    public String totalInWords() {
        return number(total());
    }

    /** Null while unknown. */
    public Long secondsLeft() {
        return download.progress().timeLeft().map(left -> (left.toMillis() + 999) / 1_000).orElse(null);
    }

    public String timeLeft() {
        long seconds = secondsLeft();
        if (seconds < 90) {
            return seconds + " s";
        }
        long minutes = (seconds + 30) / 60;
        return minutes < 90 ? minutes + " min" : (minutes + 30) / 60 + " h";
    }

    /** A note about interruptions of an active download; null without any. */
    public String note() {
        boolean untouched = download.attempt() <= (processing() ? 1 : 0);
        if (untouched || !active()) {
            return null;
        }
        if (download.retryState().failures() > 0) {
            return "Attempt failed; retrying";
        }
        return processing()
                ? "Resumed on another worker"
                : "Interrupted; waiting for another worker";
    }

    /** Why the download failed; null unless it did. */
    public String reason() {
        return download.failure().map(Failure::message).orElse(null);
    }

    /** Null while there is none. */
    public FileView file() {
        return download.file().map(file -> new FileView(DownloadResponse.url(download.id(), file), file)).orElse(null);
    }

    public String fileName() {
        return download.file().map(StoredFile::name)
                .orElse(download.request().export() + "." + download.request().format());
    }

    public Instant createdAt() {
        return download.createdAt();
    }

    public Instant expiresAt() {
        return download.updatedAt().plus(retention);
    }

    /** The finished file. */
    record FileView(String url, StoredFile stored) {

        public long bytes() {
            return stored.bytes();
        }

        public String size() {
            return DownloadView.size(stored.bytes());
        }

        public long rows() {
            return stored.rows();
        }

        public String rowsInWords() {
            return number(stored.rows());
        }

        public String sha256() {
            return stored.sha256();
        }
    }

    static String number(long number) {
        return english("%,d", number);
    }

    static String size(long bytes) {
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

    /** Formats in English, whatever the locale of the replica. */
    private static String english(String format, Object... values) {
        return String.format(Locale.ENGLISH, format, values);
    }
}
