package org.downloadmanager.downloads;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Downloads in each state. */
public final class DownloadFixtures {

    public static final FileRequest FLIGHTS = new FileRequest("flights", "csv",
            Map.of("origin", "LAS", "minDelay", 15L));
    public static final StoredFile FILE = new StoredFile("files/1/2/3", "flights.csv", "text/csv", 1_000, 20,
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
    public static final Failure FAILURE = new Failure("generation-failed", "The source does not answer.");
    public static final Checkpoint CHECKPOINT = new Checkpoint(List.of(new Segment("1", 500)), "row 10");

    private DownloadFixtures() {}

    public static Owner someOwner() {
        return new Owner(UUID.randomUUID().toString());
    }

    public static Download aRequestedDownload() {
        return aRequestedDownload(someOwner());
    }

    public static Download aRequestedDownload(Owner owner) {
        // Redis and JSON keep the precision of the clock; whole milliseconds are easier to read when a test fails.
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        return Download.requested(DownloadId.random(), owner, FLIGHTS, now, Duration.ofHours(24));
    }

    public static Download aPendingDownload() {
        return aRequestedDownload().recorded(10);
    }

    public static Download aProcessingDownload() {
        return aPendingDownload().claim("worker-1").orElseThrow().recorded(20);
    }

    public static Download aReadyDownload() {
        return aProcessingDownload().complete(FILE).orElseThrow().recorded(30);
    }

    public static Download aFailedDownload() {
        return aProcessingDownload().fail(FAILURE).orElseThrow().recorded(30);
    }

    public static Download aCancelledDownload() {
        return aProcessingDownload().cancel().orElseThrow().recorded(30);
    }

    /** The placement for the state of the download. */
    public static Placement placementOf(Download download, Duration due) {
        if (download.isEnded()) {
            return Placement.finished();
        }
        return download.isPending() ? Placement.retryIn(due) : Placement.leasedFor(due);
    }
}
