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
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DownloadJsonTest {

    static Stream<Download> downloadsInEveryState() {
        Progress progress = new Progress(3, OptionalLong.of(9), true, Optional.of(Duration.ofMillis(1_234)));
        return Stream.of(
                aPendingDownload(),
                aPendingDownload().retryOf(DownloadId.random()),
                aProcessingDownload().advance(progress, Optional.of(CHECKPOINT)).orElseThrow(),
                aProcessingDownload().lapse().orElseThrow(),
                aReadyDownload(), aFailedDownload(), aCancelledDownload());
    }

    @ParameterizedTest
    @MethodSource("downloadsInEveryState")
    void aDownloadIsReadAsItWasWritten(Download download) {
        assertThat(DownloadJson.read(DownloadJson.write(download))).isEqualTo(download);
    }

    @Test
    void anEventIsReadAsItWasWritten() {
        // Given
        DownloadEvent removal = DownloadEvent.removal(aReadyDownload());

        // Then
        assertThat(DownloadJson.readEvent(DownloadJson.writeEvent(removal))).isEqualTo(removal);
    }

    @Test
    void whatANewerReplicaAddsIsNotUnderstoodButNoError() {
        // Given
        Download download = aReadyDownload();
        String newer = DownloadJson.write(download).replaceFirst("\\{", "{\"colour\": \"blue\", ");

        // Then
        assertThat(DownloadJson.read(newer)).isEqualTo(download);
    }

    @Test
    void whatIsNoDownloadIsSaidSo() {
        assertThatThrownBy(() -> DownloadJson.read("{\"id\": 5")).isInstanceOf(UncheckedIOException.class);
    }
}
