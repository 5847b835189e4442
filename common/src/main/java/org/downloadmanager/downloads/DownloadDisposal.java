package org.downloadmanager.downloads;

import java.util.Optional;

/** Cancels and removes downloads on behalf of their owners. Fails as {@link Downloads} does. */
public final class DownloadDisposal {

    private final Downloads downloads;

    public DownloadDisposal(Downloads downloads) {
        this.downloads = downloads;
    }

    /** Cancels the download unless it has ended. Empty when the owner has no such download. */
    public Optional<Cancellation> cancel(Owner owner, DownloadId id) {
        Optional<Download> found = downloads.find(owner, id);
        while (found.isPresent()) {
            Download seen = found.get();
            Optional<Download> cancelled = seen.cancel();
            Optional<Download> recorded = cancelled.flatMap(next -> downloads.replace(next, Placement.finished()));
            if (cancelled.isEmpty() || recorded.isPresent()) {
                return Optional.of(new Cancellation(seen, recorded));
            }
            // A worker changed the download first.
            found = downloads.find(owner, id);
        }
        return Optional.empty();
    }

    /** Removes the download; false when it has not ended or another request removed it first. */
    public boolean remove(Download seen) {
        return seen.isEnded() && downloads.remove(seen);
    }

    /**
     * @param found     as the cancellation found the download
     * @param cancelled as the cancellation recorded it; empty when the download had ended before
     */
    public record Cancellation(Download found, Optional<Download> cancelled) {

        /** The download after the cancellation. */
        public Download result() {
            return cancelled.orElse(found);
        }
    }
}
