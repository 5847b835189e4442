package org.downloadmanager.api.view;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.downloads.Lease;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.downloads.StoredFile;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A download, as programs see it.
 *
 * @param ahead     how many are queued before it; null when not counted
 * @param deadline  when it ends as an error if it has not ended before
 * @param expiresAt when it is removed with its file; null until it has ended
 */
public record DownloadResponse(String id, String export, String format, Map<String, Object> parameters, String state,
        long version, int attempt, @JsonInclude(JsonInclude.Include.NON_NULL) Integer ahead,
        @JsonInclude(JsonInclude.Include.NON_NULL) String worker, ProgressResponse progress,
        FileResponse file, Failure error, Instant createdAt, Instant updatedAt, Instant deadline, Instant expiresAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) String retryOf) {

    /** @param total null while unknown, and with it the percentage */
    public record ProgressResponse(long done, Long total, Integer percent, Long secondsLeft) {

        static ProgressResponse of(Progress progress) {
            return new ProgressResponse(progress.done(),
                    progress.total().isPresent() ? progress.total().getAsLong() : null,
                    progress.percent().isPresent() ? progress.percent().getAsInt() : null,
                    progress.timeLeft().map(left -> (left.toMillis() + 999) / 1_000).orElse(null));
        }
    }

    public record FileResponse(String url, String name, String contentType, long bytes, long rows, String sha256) {

        static FileResponse of(DownloadId id, StoredFile file) {
            return new FileResponse(DownloadResponse.url(id, file), file.name(), file.contentType(), file.bytes(),
                    file.rows(),
                    file.sha256());
        }
    }

    /** The URL of the file. */
    public static String url(DownloadId id, StoredFile file) {
        return "/downloads/" + id + '/' + file.name();
    }

    static DownloadResponse of(Download download, Integer ahead, Duration retention, boolean showWorker) {
        return new DownloadResponse(download.id().value(), download.request().export(), download.request().format(),
                download.request().parameters(), download.stateName(), download.version(), download.attempt(), ahead,
                showWorker ? download.lease().map(Lease::holder).orElse(null) : null,
                ProgressResponse.of(download.progress()),
                download.file().map(file -> FileResponse.of(download.id(), file)).orElse(null),
                download.failure().orElse(null), download.createdAt(), download.updatedAt(),
                download.deadline(), download.isEnded() ? download.updatedAt().plus(retention) : null,
                download.retryOf().map(DownloadId::value).orElse(null));
    }
}
