package org.downloadmanager.api.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadFixtures;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.FileRequest;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.downloads.StoredFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DownloadViewTest {

    private static final Duration RETENTION = Duration.ofHours(24);

    private final Catalog catalog = Catalog.readExports(Path.of("src/test/resources/catalog.yaml"));

    @Test
    void thePopupHasTheThreeTextsOfTheOriginal() {
        assertThat(view(DownloadFixtures.aPendingDownload()).text()).isEqualTo("Starting download request");
        assertThat(view(DownloadFixtures.aProcessingDownload()).text()).isEqualTo("Generating file...");
        assertThat(view(DownloadFixtures.aReadyDownload()).text()).isEqualTo("File generated with success");
    }

    @Test
    void everyOtherSituationHasAText() {
        assertThat(view(DownloadFixtures.aProcessingDownload().handOver().orElseThrow()).text())
                .isEqualTo("Waiting to resume");
        assertThat(view(DownloadFixtures.aFailedDownload()).text()).isEqualTo("The file could not be generated");
        assertThat(view(DownloadFixtures.aFailedDownload()).reason()).isEqualTo(DownloadFixtures.FAILURE.message());
        assertThat(view(DownloadFixtures.aCancelledDownload()).text()).isEqualTo("Download cancelled");
    }

    @Test
    void theTitleIsThatOfTheExport() {
        assertThat(view(DownloadFixtures.aPendingDownload()).title()).isEqualTo("Flights");
        assertThat(view(DownloadFixtures.aPendingDownload(), Optional.empty()).title()).isEqualTo("flights");
    }

    @Test
    void parametersAreShownWithTheirTitles() {
        // Given
        FileRequest request = new FileRequest("flights", "csv", Map.of("origin", "LAS", "minDelay", 15L));
        Download download = Download.requested(DownloadId.random(), DownloadFixtures.someOwner(), request,
                Instant.now(),
                Duration.ofHours(1));

        // When / Then
        assertThat(view(download).choice()).isEqualTo("Minimum delay (minutes) 15, Origin airport LAS");
        assertThat(view(download, Optional.empty()).choice()).isEqualTo("minDelay 15, origin LAS");
    }

    @Test
    void onlyAReadyDownloadHasAFileUrl() {
        // Given
        Download ready = DownloadFixtures.aReadyDownload();

        // When / Then
        assertThat(view(ready).file().url()).isEqualTo("/downloads/" + ready.id() + "/flights.csv");
        assertThat(view(ready).expiresAt()).isEqualTo(ready.updatedAt().plus(RETENTION));
        assertThat(view(ready).active()).isFalse();
        assertThat(view(DownloadFixtures.aProcessingDownload()).file()).isNull();
        assertThat(view(DownloadFixtures.aProcessingDownload()).active()).isTrue();
        assertThat(view(DownloadFixtures.aProcessingDownload()).fileName()).isEqualTo("flights.csv");
    }

    @Test
    void anInterruptionIsShownWhileTheDownloadIsActive() {
        // Given
        Download first = DownloadFixtures.aProcessingDownload();
        Download expired = first.expireLease().orElseThrow();
        Download second = expired.claim("worker-2").orElseThrow().recorded(expired.version() + 1);
        Download retried = first.retry().orElseThrow();

        // When / Then
        assertThat(view(DownloadFixtures.aPendingDownload()).note()).isNull();
        assertThat(view(first).note()).isNull();
        assertThat(view(expired).note()).isEqualTo("Interrupted; waiting for another worker");
        assertThat(view(second).note()).isEqualTo("Resumed on another worker");
        assertThat(view(retried).note()).isEqualTo("Attempt failed; retrying");
        assertThat(view(second.cancel().orElseThrow()).note()).isNull();
    }

    @Test
    void thePercentageIsRoundedDown() {
        assertThat(view(at(Progress.of(0, 3_000_000))).percent()).isZero();
        assertThat(view(at(Progress.of(1_234_567, 3_000_000))).percent()).isEqualTo(41);
        assertThat(view(at(Progress.of(2_999_999, 3_000_000))).percent()).isEqualTo(99);
        assertThat(view(at(Progress.of(3_000_000, 3_000_000))).percent()).isEqualTo(100);
        assertThat(view(at(Progress.of(5_000))).percent()).isNull();
    }

    @Test
    void progressIsShownInRows() {
        assertThat(view(at(Progress.of(1_234_567, 3_000_000))).doneInWords()).isEqualTo("1,234,567");
        assertThat(view(at(Progress.of(1_234_567, 3_000_000))).totalInWords()).isEqualTo("3,000,000");
        assertThat(view(at(Progress.of(1_234))).total()).isNull();
    }

    @ParameterizedTest
    @CsvSource({ "1, 1 s", "1000, 1 s", "1001, 2 s", "89000, 89 s", "90000, 2 min", "149000, 2 min", "150000, 3 min",
        "5340000, 89 min", "5400000, 2 h", "86400000, 24 h" })
    void theTimeLeftIsRoundedForPeople(long millis, String words) {
        // Given
        Progress progress = new Progress(1, OptionalLong.of(2), Optional.of(Duration.ofMillis(millis)));

        // When / Then
        assertThat(view(at(progress)).timeLeft()).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({ "0, 0 bytes", "999, 999 bytes", "1000, 1.0 kB", "1049, 1.0 kB", "9949, 9.9 kB", "9950, 10 kB",
        "999499, 999 kB", "999500, 1.0 MB", "105783734, 106 MB", "999500000, 1.0 GB", "1500000000000, 1.5 TB",
        "9000000000000000, 9000 TB" })
    void aSizeHasTwoOrThreeDigitsAndAUnit(long bytes, String words) {
        // Given
        StoredFile file = new StoredFile("x", "flights.csv", "text/csv", bytes, 1_234_567, "00");
        Download ready = DownloadFixtures.aProcessingDownload().complete(file).orElseThrow();

        // When / Then
        assertThat(view(ready).file().size()).isEqualTo(words);
        assertThat(view(ready).file().rowsInWords()).isEqualTo("1,234,567");
    }

    @Test
    void numbersAreFormattedInTheSameWayInEveryLocale() {
        // Given
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            // When
            String words = view(at(Progress.of(1_234_567, 3_000_000))).doneInWords();

            // Then
            assertThat(words).isEqualTo("1,234,567");
        } finally {
            Locale.setDefault(before);
        }
    }

    private DownloadView view(Download download) {
        return view(download, catalog.find(download.request().export()));
    }

    private static DownloadView view(Download download, Optional<Export> export) {
        return new DownloadView(download, export, null, RETENTION);
    }

    private static Download at(Progress progress) {
        return DownloadFixtures.aProcessingDownload().advance(progress, Optional.empty()).orElseThrow();
    }
}
