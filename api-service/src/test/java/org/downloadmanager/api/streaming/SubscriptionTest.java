package org.downloadmanager.api.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadFixtures;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.messages.DownloadEvent;
import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

class SubscriptionTest {

    private final Owner owner = DownloadFixtures.someOwner();
    private final List<DownloadEvent> sent = new ArrayList<>();
    private final Deque<UniEmitter<? super Void>> underWay = new ArrayDeque<>();
    private final Subscription subscription = new Subscription(owner, event -> {
        sent.add(event);
        return Uni.createFrom().<Void>emitter(underWay::add);
    });
    private final Download pending = DownloadFixtures.aRequestedDownload(owner).recorded(10);
    private final Download processing = pending.claim("worker-1").orElseThrow().recorded(20);
    private final Download ready = processing.complete(DownloadFixtures.FILE).orElseThrow().recorded(30);

    @Test
    void eachVersionIsShownOnce() {
        // Given
        subscription.show(DownloadEvent.of(pending));
        arrive();

        // When
        subscription.show(DownloadEvent.of(pending));
        subscription.show(List.of(pending));

        // Then
        assertThat(sent).containsExactly(DownloadEvent.of(pending));
    }

    @Test
    void anOlderVersionIsNeverShownAfterANewerOne() {
        // Given
        subscription.show(DownloadEvent.of(ready));
        arrive();

        // When
        subscription.show(DownloadEvent.of(processing));
        subscription.show(List.of(pending));

        // Then
        assertThat(sent).containsExactly(DownloadEvent.of(ready));
    }

    @Test
    void oneSendIsInFlightAtATime() {
        // Given
        subscription.show(DownloadEvent.of(pending));

        // When
        subscription.show(DownloadEvent.of(processing));

        // Then
        assertThat(sent).containsExactly(DownloadEvent.of(pending));
        arrive();
        assertThat(sent).containsExactly(DownloadEvent.of(pending), DownloadEvent.of(processing));
    }

    @Test
    void onlyTheNewestStateOfEachDownloadWaits() {
        // Given
        Download other = DownloadFixtures.aRequestedDownload(owner).recorded(11);
        subscription.show(DownloadEvent.of(pending));

        // When
        for (int version = 21; version <= 1_000; version++) {
            subscription.show(DownloadEvent.of(processing.recorded(version)));
        }
        subscription.show(DownloadEvent.of(other));

        // Then
        arrive();
        arrive();
        arrive();
        assertThat(sent).containsExactly(DownloadEvent.of(pending), DownloadEvent.of(processing.recorded(1_000)),
                DownloadEvent.of(other));
        assertThat(underWay).isEmpty();
    }

    @Test
    void anIdleSubscriptionReceivesTheNextEvent() {
        // Given
        subscription.show(DownloadEvent.of(pending));
        arrive();

        // When
        subscription.show(DownloadEvent.of(processing));

        // Then
        assertThat(sent).containsExactly(DownloadEvent.of(pending), DownloadEvent.of(processing));
    }

    @Test
    void aRemovalIsShownForAVersionAlreadySeen() {
        // Given
        subscription.show(DownloadEvent.of(ready));
        arrive();

        // When
        subscription.show(DownloadEvent.removal(ready));

        // Then
        assertThat(sent).containsExactly(DownloadEvent.of(ready), DownloadEvent.removal(ready));
    }

    @Test
    void noStateIsShownAfterARemoval() {
        // Given
        subscription.show(DownloadEvent.removal(ready));
        arrive();

        // When
        subscription.show(DownloadEvent.of(ready));
        subscription.show(DownloadEvent.removal(ready));
        subscription.show(List.of(ready));

        // Then
        assertThat(sent).containsExactly(DownloadEvent.removal(ready));
    }

    @Test
    void aRemovalReplacesTheWaitingState() {
        // Given
        subscription.show(DownloadEvent.of(pending));
        subscription.show(DownloadEvent.of(ready));

        // When
        subscription.show(DownloadEvent.removal(ready));

        // Then
        arrive();
        arrive();
        assertThat(sent).containsExactly(DownloadEvent.of(pending), DownloadEvent.removal(ready));
    }

    @Test
    void aSnapshotIsShownOldestFirst() {
        // Given
        Download newer = DownloadFixtures.aRequestedDownload(owner).recorded(40);

        // When
        subscription.show(List.of(newer, ready));

        // Then
        arrive();
        assertThat(sent).containsExactly(DownloadEvent.of(ready), DownloadEvent.of(newer));
    }

    @Test
    void aDownloadMissingFromTheStoreIsShownAsRemoved() {
        // Given
        subscription.show(DownloadEvent.of(ready));
        arrive();

        // When
        subscription.show(List.of());

        // Then
        assertThat(sent).containsExactly(DownloadEvent.of(ready), DownloadEvent.removal(ready));
    }

    @Test
    void aDownloadAcceptedAfterTheSnapshotIsNotShownAsRemoved() {
        // Given
        subscription.show(DownloadEvent.of(pending));
        arrive();

        // When
        subscription.show(List.of());

        // Then
        assertThat(sent).containsExactly(DownloadEvent.of(pending));
    }

    @Test
    void aFailedSendEndsTheSubscription() {
        // Given
        subscription.show(DownloadEvent.of(pending));
        underWay.remove().fail(new IllegalStateException("gone"));

        // When
        subscription.show(DownloadEvent.of(processing));
        subscription.show(DownloadEvent.of(ready));

        // Then
        assertThat(sent).containsExactly(DownloadEvent.of(pending));
    }

    @Test
    void aSubscriptionSeesActiveDownloadsUntilAllHaveEnded() {
        assertThat(subscription.seesActive()).isFalse();

        subscription.show(DownloadEvent.of(processing));
        assertThat(subscription.seesActive()).isTrue();

        subscription.show(DownloadEvent.of(ready));
        assertThat(subscription.seesActive()).isFalse();
    }

    @Test
    void versionsRiseUnderConcurrency() throws Exception {
        // Given
        List<DownloadEvent> arrived = new ArrayList<>();
        Subscription quick = new Subscription(owner, event -> {
            arrived.add(event);
            return Uni.createFrom().voidItem();
        });
        int threads = 4;
        CountDownLatch together = new CountDownLatch(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);

        // When
        for (int thread = 0; thread < threads; thread++) {
            executor.submit(() -> {
                together.countDown();
                together.await();
                for (int version = 21; version <= 5_000; version++) {
                    quick.show(DownloadEvent.of(processing.recorded(version)));
                }
                return null;
            });
        }
        executor.shutdown();

        // Then
        assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(arrived).extracting(event -> event.download().version()).isSorted().doesNotHaveDuplicates()
                .endsWith(5_000L);
    }

    private void arrive() {
        underWay.remove().complete(null);
    }
}
