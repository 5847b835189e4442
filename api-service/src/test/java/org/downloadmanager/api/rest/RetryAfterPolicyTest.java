package org.downloadmanager.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadFixtures;
import org.downloadmanager.downloads.Progress;
import org.junit.jupiter.api.Test;

class RetryAfterPolicyTest {

    private static final Download WAITING = DownloadFixtures.aPendingDownload();

    @Test
    void retryAfterGrowsWithTheAgeOfTheDownload() {
        assertThat(after(Duration.ZERO).untilNextLook(WAITING)).contains(Duration.ofSeconds(1));
        assertThat(after(Duration.ofSeconds(50)).untilNextLook(WAITING)).contains(Duration.ofSeconds(5));
        assertThat(after(Duration.ofHours(1)).untilNextLook(WAITING)).contains(Duration.ofSeconds(10));
    }

    @Test
    void retryAfterFollowsTheTimeLeft() {
        assertThat(after(Duration.ofHours(1)).untilNextLook(withSecondsLeft(4))).contains(Duration.ofSeconds(4));
        assertThat(after(Duration.ofHours(1)).untilNextLook(withSecondsLeft(0))).contains(Duration.ofSeconds(1));
        assertThat(after(Duration.ofHours(1)).untilNextLook(withSecondsLeft(400))).contains(Duration.ofSeconds(10));
    }

    @Test
    void anEndedDownloadHasNoRetryAfter() {
        assertThat(after(Duration.ZERO).untilNextLook(DownloadFixtures.aReadyDownload())).isEmpty();
        assertThat(after(Duration.ZERO).untilNextLook(DownloadFixtures.aFailedDownload())).isEmpty();
        assertThat(after(Duration.ZERO).untilNextLook(DownloadFixtures.aCancelledDownload())).isEmpty();
    }

    private static Download withSecondsLeft(long seconds) {
        return DownloadFixtures.aProcessingDownload().advance(
                new Progress(1, OptionalLong.of(2), Optional.of(Duration.ofSeconds(seconds))), Optional.empty())
                .orElseThrow();
    }

    private static RetryAfterPolicy after(Duration age) {
        return new RetryAfterPolicy(Clock.fixed(WAITING.createdAt().plus(age), ZoneOffset.UTC));
    }
}
