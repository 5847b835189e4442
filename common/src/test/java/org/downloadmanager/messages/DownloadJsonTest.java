package org.downloadmanager.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.downloadmanager.downloads.DownloadFixtures.CHECKPOINT;
import static org.downloadmanager.downloads.DownloadFixtures.aCancelledDownload;
import static org.downloadmanager.downloads.DownloadFixtures.aFailedDownload;
import static org.downloadmanager.downloads.DownloadFixtures.aPendingDownload;
import static org.downloadmanager.downloads.DownloadFixtures.aProcessingDownload;
import static org.downloadmanager.downloads.DownloadFixtures.aReadyDownload;

import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.DownloadState;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.downloads.FileRequest;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.downloads.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadJsonTest {

    static Stream<Download> downloadsInEveryState() {
        Progress progress = new Progress(3, OptionalLong.of(9), Optional.of(Duration.ofMillis(1_234)));
        return Stream.of(
                aPendingDownload(),
                aPendingDownload().retryOf(DownloadId.random()),
                aProcessingDownload().advance(progress, Optional.of(CHECKPOINT)).orElseThrow(),
                aProcessingDownload().expireLease().orElseThrow(),
                aReadyDownload(), aFailedDownload(), aCancelledDownload());
    }

    @Test
    void everyStateIsTested() {
        assertThat(downloadsInEveryState().<Class<?>>map(download -> download.state().getClass()).distinct())
                .containsExactlyInAnyOrder(DownloadState.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("downloadsInEveryState")
    void aDownloadIsReadAsItWasWritten(Download download) {
        assertThat(DownloadJson.read(DownloadJson.write(download))).isEqualTo(download);
    }

    @ParameterizedTest
    @ValueSource(strings = { "10000000", "0.10000000000000000001", "12345678901234567.89", "-0.000000001",
        "99999999999999999999999999999999999999", "0.00000000000000000000000000000000000001" })
    void aNumberKeepsItsDigitsAndIsWrittenWithoutAnExponent(String digits) {
        // Given
        FileRequest request = new FileRequest("flights", "csv", Map.of("n", new BigDecimal(digits)));
        Download download = Download.requested(DownloadId.random(), new Owner("ann"), request, Instant.EPOCH,
                Duration.ofDays(1));

        // When
        String written = DownloadJson.write(download);
        DeadLetter letter = DownloadJson.readDeadLetter(
                DownloadJson.writeDeadLetter(new DeadLetter(download, new Failure("stalled", "It stood still."))));
        DownloadEvent event = DownloadJson.readEvent(DownloadJson.writeEvent(DownloadEvent.of(download)));

        // Then
        assertThat(written).contains("{\"n\":" + digits + "}");
        assertThat(Stream.of(DownloadJson.read(written), letter.download(), event.download()))
                .containsOnly(download);
    }

    @Test
    void aNumberThatAnEarlierVersionWroteAsADoubleIsUnderstood() {
        // Given
        String earlier = DownloadJson.write(Download.requested(DownloadId.random(), new Owner("ann"),
                new FileRequest("flights", "csv", Map.of("n", 7)), Instant.EPOCH, Duration.ofDays(1)))
                .replace("{\"n\":7}", "{\"n\":1.0E7}");

        // When
        Download read = DownloadJson.read(earlier);

        // Then
        assertThat(read.request().parameters()).containsEntry("n", 10_000_000L);
    }

    @Test
    void aCommandWithAGiganticNumberIsMalformed() {
        // Given
        String forged = DownloadJson.write(Download.requested(DownloadId.random(), new Owner("ann"),
                new FileRequest("flights", "csv", Map.of("n", 7)), Instant.EPOCH, Duration.ofDays(1)))
                .replace("{\"n\":7}", "{\"n\":1e1000000000}");

        // Then
        assertThatThrownBy(() -> DownloadJson.read(forged)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEventIsReadAsItWasWritten() {
        // Given
        DownloadEvent removal = DownloadEvent.removal(aReadyDownload());

        // Then
        assertThat(DownloadJson.readEvent(DownloadJson.writeEvent(removal))).isEqualTo(removal);
    }

    @Test
    void unknownFieldsAreIgnored() {
        // Given
        Download download = aReadyDownload();
        String newer = DownloadJson.write(download).replaceFirst("\\{", "{\"colour\": \"blue\", ");

        // Then
        assertThat(DownloadJson.read(newer)).isEqualTo(download);
    }

    @Test
    void aMalformedDocumentIsReported() {
        assertThatThrownBy(() -> DownloadJson.read("{\"id\": 5")).isInstanceOf(UncheckedIOException.class);
    }
}
