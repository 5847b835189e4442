package org.downloadmanager.messages.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadFixtures;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.messages.DownloadEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitingEventsTest {

    private static final Duration LONG = Duration.ofDays(1);

    private final WaitingEvents waiting = new WaitingEvents(3, LONG.toNanos());
    private final Download running = DownloadFixtures.aProcessingDownload();
    private final DownloadEvent claim = DownloadEvent.of(running);
    private final DownloadEvent progress = DownloadEvent
            .of(running.advance(Progress.of(7), Optional.empty()).orElseThrow().recorded(21));
    private final DownloadEvent end = DownloadEvent
            .of(running.complete(DownloadFixtures.FILE).orElseThrow().recorded(30));
    private final DownloadEvent other = DownloadEvent.of(DownloadFixtures.aPendingDownload());

    @Test
    void eventsKeepTheirOrder() throws InterruptedException {
        // When
        waiting.add(claim);
        waiting.add(other);
        waiting.add(progress);

        // Then
        assertThat(waiting.takeDue()).containsExactly(claim, other, progress);
    }

    @Test
    void aDelayedEventIsLeftOutWhenItsDownloadEnds() throws InterruptedException {
        // When
        waiting.addDelayed(claim);
        waiting.add(end);

        // Then
        assertThat(waiting.takeDue()).containsExactly(end);
        assertThat(waiting.takeAll()).isEmpty();
    }

    @Test
    void aDelayedEventPrecedesTheProgressOfItsDownload() throws InterruptedException {
        // When
        waiting.addDelayed(claim);
        waiting.add(progress);

        // Then
        assertThat(waiting.takeDue()).containsExactly(claim, progress);
    }

    @Test
    void aDelayedEventDoesNotDelayOtherDownloads() throws InterruptedException {
        // When
        waiting.addDelayed(claim);
        waiting.add(other);

        // Then
        assertThat(waiting.takeDue()).containsExactly(other);
        assertThat(waiting.takeAll()).containsExactly(claim);
    }

    @Test
    void aDelayedEventBecomesDue() throws InterruptedException {
        // Given
        WaitingEvents soon = new WaitingEvents(3, Duration.ofMillis(20).toNanos());

        // When
        soon.addDelayed(claim);
        soon.addDelayed(other);

        // Then
        assertThat(soon.takeDue()).first().isEqualTo(claim);
    }

    @Test
    void anEventWakesTheSender() {
        // Given
        CompletableFuture<List<DownloadEvent>> taken = CompletableFuture.supplyAsync(this::takeDue);

        // When
        waiting.add(other);

        // Then
        await().atMost(Duration.ofSeconds(20)).until(taken::isDone);
        assertThat(taken.join()).containsExactly(other);
    }

    @Test
    void beyondTheCapacityEventsAreRefused() {
        // Given
        waiting.add(claim);
        waiting.addDelayed(other);
        waiting.add(progress);

        // When
        boolean added = waiting.add(end);
        boolean delayed = waiting.addDelayed(DownloadEvent.of(DownloadFixtures.aPendingDownload()));

        // Then
        assertThat(added).isFalse();
        assertThat(delayed).isFalse();
        assertThat(waiting.takeAll()).containsExactly(claim, progress, other);
    }

    private List<DownloadEvent> takeDue() {
        try {
            return waiting.takeDue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
