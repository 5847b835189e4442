package org.downloadmanager.api.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadFixtures;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.downloads.StoredFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DownloadViewTest {

    private final Catalog catalog = Catalog.read(Path.of("src/test/resources/catalog.yaml"));

    @Test
    void thePopupSpeaksInTheThreeTextsOfTheOriginal() {
        assertThat(view(DownloadFixtures.aPendingDownload()).text()).isEqualTo("Starting download request");
        assertThat(view(DownloadFixtures.aProcessingDownload()).text()).isEqualTo("Generating file...");
        assertThat(view(DownloadFixtures.aReadyDownload()).text()).isEqualTo("File generated with success");
    }

    @Test
    void everythingElseThatMayHappenHasWordsToo() {
        assertThat(view(DownloadFixtures.aProcessingDownload().handOver().orElseThrow()).text())
                .isEqualTo("Waiting to go on");
        assertThat(view(DownloadFixtures.aFailedDownload()).text()).isEqualTo("The file could not be generated");
        assertThat(view(DownloadFixtures.aFailedDownload()).detail()).isEqualTo(DownloadFixtures.FAILURE.message());
        assertThat(view(DownloadFixtures.aCancelledDownload()).text()).isEqualTo("Download cancelled");
    }

    @Test
    void aDownloadGoesByTheTitleOfItsExport() {
        // Given
        Catalog without = new Catalog(catalog.sources(), catalog.exports().subList(1, 2));

        // When / Then
        assertThat(view(DownloadFixtures.aPendingDownload()).title()).isEqualTo("Flights");
        assertThat(DownloadView.of(DownloadFixtures.aPendingDownload(), without).title()).isEqualTo("flights");
    }

    @Test
    void onlyAFileThatIsThereHasAnAddress() {
        // Given
        Download ready = DownloadFixtures.aReadyDownload();

        // When / Then
        assertThat(view(ready).url()).isEqualTo("/downloads/" + ready.id() + "/flights.csv");
        assertThat(view(ready).active()).isFalse();
        assertThat(view(DownloadFixtures.aProcessingDownload()).url()).isNull();
        assertThat(view(DownloadFixtures.aProcessingDownload()).active()).isTrue();
        assertThat(view(DownloadFixtures.aProcessingDownload()).fileName()).isEqualTo("flights.csv");
    }

    @Test
    void thePercentageIsTrue() {
        assertThat(view(at(Progress.of(0, 3_000_000))).percent()).isZero();
        assertThat(view(at(Progress.of(1_234_567, 3_000_000))).percent()).isEqualTo(41);
        assertThat(view(at(Progress.of(2_999_999, 3_000_000))).percent()).isEqualTo(99);
        assertThat(view(at(Progress.of(3_000_000, 3_000_000))).percent()).isEqualTo(100);
        assertThat(view(at(estimated(5_000, 3_000))).percent()).isEqualTo(99);
        assertThat(view(at(Progress.of(5_000))).percent()).isNull();
    }

    @Test
    void progressIsSaidInRows() {
        assertThat(view(at(Progress.of(1_234_567, 3_000_000))).detail()).isEqualTo("1,234,567 of 3,000,000 rows");
        assertThat(view(at(estimated(1_234, 3_000))).detail()).isEqualTo("1,234 of about 3,000 rows");
        assertThat(view(at(Progress.of(1_234))).detail()).isEqualTo("1,234 rows");
    }

    @ParameterizedTest
    @CsvSource({ "1, 1 s", "1000, 1 s", "1001, 2 s", "89000, 89 s", "90000, 2 min", "149000, 2 min", "150000, 3 min",
        "5340000, 89 min", "5400000, 2 h", "86400000, 24 h" })
    void theTimeLeftIsRoundedAsPeopleDo(long millis, String words) {
        // Given
        Progress progress = new Progress(1, OptionalLong.of(2), true, Optional.of(Duration.ofMillis(millis)));

        // When / Then
        assertThat(view(at(progress)).detail()).isEqualTo("1 of 2 rows, " + words + " left");
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
        assertThat(view(ready).detail()).isEqualTo(words + ", 1,234,567 rows");
    }

    @Test
    void everyReplicaWritesNumbersInTheSameWay() {
        // Given
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            // When
            String detail = view(at(Progress.of(1_234_567, 3_000_000))).detail();

            // Then
            assertThat(detail).isEqualTo("1,234,567 of 3,000,000 rows");
        } finally {
            Locale.setDefault(before);
        }
    }

    private DownloadView view(Download download) {
        return DownloadView.of(download, catalog);
    }

    private static Progress estimated(long done, long total) {
        return new Progress(done, OptionalLong.of(total), false, Optional.empty());
    }

    private static Download at(Progress progress) {
        return DownloadFixtures.aProcessingDownload().advance(progress, Optional.empty()).orElseThrow();
    }
}
