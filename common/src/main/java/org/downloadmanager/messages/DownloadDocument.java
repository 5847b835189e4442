package org.downloadmanager.messages;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.DownloadState;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.downloads.FileRequest;
import org.downloadmanager.downloads.Lease;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.downloads.RetryState;
import org.downloadmanager.downloads.StoredFile;

/**
 * The JSON form of a download: in Redis, as a command and in events. Fields may be added; the meaning of a field never
 * changes.
 */
record DownloadDocument(String id, String owner, String export, String format, Map<String, Object> parameters,
        Instant createdAt, Instant deadline, String retryOf, long version, int attempt, long done, Long total,
        Long millisLeft, State state, String worker, Long epoch, Checkpoint checkpoint,
        int expiredLeases,
        int failures, StoredFile file, Failure failure) {

    enum State {
        PENDING, PROCESSING, READY, ERROR, CANCELLED
    }

    static DownloadDocument of(Download download) {
        Progress progress = download.progress();
        Optional<Lease> lease = download.lease();
        RetryState retryState = download.retryState();
        return new DownloadDocument(download.id().value(), download.owner().id(), download.request().export(),
                download.request().format(), download.request().parameters(), download.createdAt(),
                download.deadline(), download.retryOf().map(DownloadId::value).orElse(null), download.version(),
                download.attempt(), progress.done(),
                progress.total().isPresent() ? progress.total().getAsLong() : null,
                progress.timeLeft().map(Duration::toMillis).orElse(null), stateOf(download),
                lease.map(Lease::holder).orElse(null),
                lease.map(Lease::epoch).filter(OptionalLong::isPresent).map(OptionalLong::getAsLong).orElse(null),
                retryState.checkpoint().orElse(null), retryState.expiredLeases(), retryState.failures(),
                download.file().orElse(null),
                download.failure().orElse(null));
    }

    private static State stateOf(Download download) {
        return download.state().fold(pending -> State.PENDING, processing -> State.PROCESSING, ready -> State.READY,
                failed -> State.ERROR, cancelled -> State.CANCELLED);
    }

    Download toDownload() {
        return new Download(new DownloadId(id), new Owner(owner),
                new FileRequest(export, format, parameters == null ? Map.of() : parameters), createdAt, deadline,
                Optional.ofNullable(retryOf).map(DownloadId::new), version, attempt,
                new Progress(done, total == null ? OptionalLong.empty() : OptionalLong.of(total),
                        Optional.ofNullable(millisLeft).map(Duration::ofMillis)),
                toState());
    }

    private DownloadState toState() {
        RetryState retryState = new RetryState(Optional.ofNullable(checkpoint), expiredLeases, failures);
        return switch (state) {
            case PENDING -> new DownloadState.Pending(retryState);
            case PROCESSING -> new DownloadState.Processing(
                    new Lease(worker, epoch == null ? OptionalLong.empty() : OptionalLong.of(epoch)), retryState);
            case READY -> new DownloadState.Ready(file);
            case ERROR -> new DownloadState.Failed(failure);
            case CANCELLED -> new DownloadState.Cancelled();
        };
    }
}
