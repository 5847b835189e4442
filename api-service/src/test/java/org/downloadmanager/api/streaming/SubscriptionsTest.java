package org.downloadmanager.api.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.downloadmanager.api.InterleavingDownloads;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadFixtures;
import org.downloadmanager.downloads.InMemoryDownloads;
import org.downloadmanager.downloads.Limits;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.downloads.Placement;
import org.downloadmanager.downloads.Submission;
import org.downloadmanager.messages.DownloadEvent;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {

    private final Owner owner = DownloadFixtures.someOwner();
    private final InMemoryDownloads store = new InMemoryDownloads(Clock.systemUTC());
    private final InterleavingDownloads downloads = new InterleavingDownloads(store);
    private final RecordedSubscriptions recorded = new RecordedSubscriptions(downloads);
    private final Subscriptions subscriptions = recorded.subscriptions();

    @Test
    void aNewSubscriptionShowsTheStateAtOnce() {
        // Given
        Download accepted = accept(owner);

        // When
        List<DownloadEvent> shown = recorded.watch(owner);

        // Then
        assertThat(shown).containsExactly(DownloadEvent.of(accepted));
    }

    @Test
    void anEventBetweenSubscriptionAndSnapshotIsNotLost() {
        // Given
        Download accepted = accept(owner);
        downloads.meanwhile(() -> subscriptions.show(DownloadEvent.of(claim(accepted))));

        // When
        List<DownloadEvent> shown = recorded.watch(owner);

        // Then
        assertThat(shown).extracting(event -> event.download().stateName()).containsExactly("PROCESSING");
    }

    @Test
    void eventsReachAllSubscriptionsOfTheirOwnerOnly() {
        // Given
        List<DownloadEvent> here = recorded.watch(owner);
        List<DownloadEvent> alsoHere = recorded.watch(owner);
        List<DownloadEvent> stranger = recorded.watch(DownloadFixtures.someOwner());
        DownloadEvent event = DownloadEvent.of(accept(owner));

        // When
        subscriptions.show(event);

        // Then
        assertThat(here).containsExactly(event);
        assertThat(alsoHere).containsExactly(event);
        assertThat(stranger).isEmpty();
    }

    @Test
    void aLateEventDoesNotShowARemovedDownload() {
        // Given
        Download claimed = claim(accept(owner));
        store.remove(store.replace(claimed.cancel().orElseThrow(), Placement.finished()).orElseThrow());
        RecordedSubscriptions later = new RecordedSubscriptions(store,
                Clock.offset(Clock.systemUTC(), Duration.ofSeconds(10)));
        List<DownloadEvent> shown = later.watch(owner);

        // When
        later.subscriptions().show(DownloadEvent.of(claimed));

        // Then
        assertThat(shown).isEmpty();
    }

    @Test
    void aLateEventShowsTheCurrentState() {
        // Given
        RecordedSubscriptions later = new RecordedSubscriptions(store,
                Clock.offset(Clock.systemUTC(), Duration.ofSeconds(10)));
        List<DownloadEvent> shown = later.watch(owner);
        Download accepted = accept(owner);
        Download claimed = claim(accepted);

        // When
        later.subscriptions().show(DownloadEvent.of(accepted));

        // Then
        assertThat(shown).containsExactly(DownloadEvent.of(claimed));
    }

    @Test
    void anEndedSubscriptionReceivesNothing() {
        // Given
        List<DownloadEvent> shown = new ArrayList<>();
        Subscription subscription = RecordedSubscriptions.subscription(owner, shown);
        subscriptions.subscribe(subscription);
        subscriptions.unsubscribe(subscription);

        // When
        subscriptions.show(DownloadEvent.of(accept(owner)));

        // Then
        assertThat(shown).isEmpty();
        assertThat(subscriptions.isWatched(owner)).isFalse();
    }

    @Test
    void anOwnerIsWatchedUntilTheLastSubscriptionEnds() {
        // Given
        Subscription first = RecordedSubscriptions.subscription(owner, new ArrayList<>());
        Subscription last = RecordedSubscriptions.subscription(owner, new ArrayList<>());
        subscriptions.subscribe(first);
        subscriptions.subscribe(last);

        // When
        subscriptions.unsubscribe(first);

        // Then
        assertThat(subscriptions.isWatched(owner)).isTrue();
        subscriptions.unsubscribe(last);
        assertThat(subscriptions.isWatched(owner)).isFalse();
    }

    @Test
    void theRefreshReadsTheStateOfActiveDownloadsAgain() {
        // Given
        Download accepted = accept(owner);
        List<DownloadEvent> shown = recorded.watch(owner);
        Download processing = claim(accepted);

        // When
        subscriptions.refreshActive();

        // Then
        assertThat(shown).containsExactly(DownloadEvent.of(accepted), DownloadEvent.of(processing));
    }

    @Test
    void theRefreshSkipsOwnersWithoutActiveDownloads() {
        // Given
        recorded.watch(owner);
        downloads.meanwhile(() -> {
            throw new AssertionError("was read");
        });

        // When / Then
        subscriptions.refreshActive();
    }

    @Test
    void withoutEventsDownloadsOfOtherReplicasAreShown() {
        // Given
        List<DownloadEvent> shown = recorded.watch(owner);
        Download accepted = accept(owner);

        // When
        subscriptions.refreshAll();

        // Then
        assertThat(shown).containsExactly(DownloadEvent.of(accepted));
    }

    private Download accept(Owner whose) {
        return ((Submission.Accepted) store.submit(DownloadFixtures.aRequestedDownload(whose), Optional.empty(),
                new Limits(10, 10))).download();
    }

    private Download claim(Download accepted) {
        return store.replace(accepted.claim("worker-1").orElseThrow(), Placement.leasedFor(Duration.ofSeconds(1)))
                .orElseThrow();
    }
}
