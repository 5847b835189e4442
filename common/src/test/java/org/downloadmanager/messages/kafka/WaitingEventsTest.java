package org.downloadmanager.messages.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.downloadmanager.downloads.DownloadFixtures;
import org.downloadmanager.messages.DownloadEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitingEventsTest {

    private static final long NEVER = Duration.ofDays(11).toNanos();

    private final WaitingEvents waiting = new WaitingEvents(2);
    private final DownloadEvent first = event();
    private final DownloadEvent newer = DownloadEvent.of(first.download().recorded(12));
    private final DownloadEvent other = event();

    @Test
    void aNewerEventReplacesAnOlderOneOfItsDownload() throws InterruptedException {
        // When
        waiting.add(first, now());
        waiting.add(other, now());
        waiting.add(newer, now());

        // Then
        assertThat(waiting.takeDue()).containsExactly(newer, other);
    }

    @Test
    void aLateEventDoesNotReplaceANewerOne() throws InterruptedException {
        // When
        waiting.add(newer, now());
        boolean added = waiting.add(first, now());

        // Then
        assertThat(added).isTrue();
        assertThat(waiting.takeDue()).containsExactly(newer);
    }

    @Test
    void theRemovalReplacesTheLastState() throws InterruptedException {
        // Given
        DownloadEvent removal = DownloadEvent.removal(first.download());

        // When
        waiting.add(first, now());
        waiting.add(removal, now());

        // Then
        assertThat(waiting.takeDue()).containsExactly(removal);
    }

    @Test
    void anEventThatIsNotDueWaits() throws InterruptedException {
        // When
        waiting.add(first, now() + NEVER);
        waiting.add(other, now());

        // Then
        assertThat(waiting.takeDue()).containsExactly(other);
        assertThat(waiting.takeAll()).containsExactly(first);
    }

    @Test
    void aFollowingEventMakesItsDownloadDue() throws InterruptedException {
        // When
        waiting.add(first, now() + NEVER);
        waiting.add(newer, now());

        // Then
        assertThat(waiting.takeDue()).containsExactly(newer);
    }

    @Test
    void aFollowingEventIsNotDueLaterThanTheOneItReplaces() throws InterruptedException {
        // When
        waiting.add(first, now());
        waiting.add(newer, now() + NEVER);

        // Then
        assertThat(waiting.takeDue()).containsExactly(newer);
    }

    @Test
    void anEventBecomesDue() throws InterruptedException {
        // When
        waiting.add(first, now() + TimeUnit.MILLISECONDS.toNanos(20));

        // Then
        assertThat(waiting.takeDue()).containsExactly(first);
    }

    @Test
    void anEventWakesTheSender() {
        // Given
        CompletableFuture<List<DownloadEvent>> taken = CompletableFuture.supplyAsync(this::takeDue);

        // When
        waiting.add(first, now());

        // Then
        await().atMost(Duration.ofSeconds(20)).until(taken::isDone);
        assertThat(taken.join()).containsExactly(first);
    }

    @Test
    void beyondTheCapacityOnlyWaitingDownloadsGetNewEvents() throws InterruptedException {
        // Given
        waiting.add(first, now());
        waiting.add(other, now());

        // When
        boolean added = waiting.add(event(), now());
        boolean replaced = waiting.add(newer, now());

        // Then
        assertThat(added).isFalse();
        assertThat(replaced).isTrue();
        assertThat(waiting.takeDue()).containsExactly(newer, other);
    }

    private List<DownloadEvent> takeDue() {
        try {
            return waiting.takeDue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long now() {
        return System.nanoTime();
    }

    private static DownloadEvent event() {
        return DownloadEvent.of(DownloadFixtures.aPendingDownload());
    }
}
