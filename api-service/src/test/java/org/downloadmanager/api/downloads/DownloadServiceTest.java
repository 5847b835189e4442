package org.downloadmanager.api.downloads;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.downloadmanager.api.InterleavingDownloads;
import org.downloadmanager.api.metrics.Meters;
import org.downloadmanager.api.streaming.RecordedSubscriptions;
import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadFixtures;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.FileRequest;
import org.downloadmanager.downloads.IdempotencyKey;
import org.downloadmanager.downloads.InMemoryDownloads;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.downloads.Placement;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.downloads.StoredFile;
import org.downloadmanager.downloads.Submission;
import org.downloadmanager.downloads.TestDownloadsConfig;
import org.downloadmanager.files.Draft;
import org.downloadmanager.files.FileContent;
import org.downloadmanager.files.FileStore;
import org.downloadmanager.messages.DownloadEvent;
import org.downloadmanager.messages.DownloadEventPublisher;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class DownloadServiceTest {

    private static final int MAX_ACTIVE_TOTAL = 3;

    private final Owner owner = DownloadFixtures.someOwner();
    private final InMemoryDownloads store = new InMemoryDownloads(Clock.systemUTC());
    private final InterleavingDownloads downloads = new InterleavingDownloads(store);
    private final RecordedSubscriptions recorded = new RecordedSubscriptions(store);
    private final Sent sent = new Sent();
    private final Deleted deleted = new Deleted();
    private final DownloadService service = new DownloadService(downloads, sent, sent, recorded.subscriptions(),
            deleted,
            new TestDownloadsConfig(1), new OneEach(), Clock.systemUTC(), new Meters(new SimpleMeterRegistry()));

    @Test
    void theCommandIsTheDownloadAsRecorded() {
        // When
        Download accepted = request();

        // Then
        assertThat(sent.commands).containsExactly(accepted);
        assertThat(store.find(owner, accepted.id())).contains(accepted);
        assertThat(accepted.deadline()).isEqualTo(accepted.createdAt().plus(new TestDownloadsConfig(1).horizon()));
    }

    @Test
    void anAcceptedDownloadIsShownOnThisReplicaAtOnce() {
        // Given
        List<DownloadEvent> shown = recorded.watch(owner);

        // When
        Download accepted = request();

        // Then
        assertThat(shown).containsExactly(DownloadEvent.of(accepted));
    }

    @Test
    void anAcceptedDownloadIsPublishedToOtherReplicas() {
        // When
        Download accepted = request();

        // Then
        assertThat(sent.events).containsExactly(DownloadEvent.of(accepted));
    }

    @Test
    void aSecondRequestReturnsTheActiveDownload() {
        // Given
        Download running = request();

        // When
        Submission second = service.request(owner, DownloadFixtures.FLIGHTS, Optional.empty());

        // Then
        assertThat(second).isEqualTo(new Submission.LimitReached(List.of(running)));
        assertThat(sent.commands).containsExactly(running);
    }

    @Test
    void aRepeatedKeyPublishesTheCommandOfTheSameDownloadAgain() {
        // Given
        Optional<IdempotencyKey> key = Optional.of(new IdempotencyKey("key", "fingerprint"));
        service.request(owner, DownloadFixtures.FLIGHTS, key);

        // When
        Submission again = service.request(owner, DownloadFixtures.FLIGHTS, key);

        // Then
        Download first = sent.commands.get(0);
        assertThat(again).isEqualTo(new Submission.Repeated(first));
        assertThat(sent.commands).containsExactly(first, first);
    }

    @Test
    void aRepeatedKeyPublishesNoCommandOfAnEndedDownload() {
        // Given
        Optional<IdempotencyKey> key = Optional.of(new IdempotencyKey("key", "fingerprint"));
        service.request(owner, DownloadFixtures.FLIGHTS, key);
        service.cancel(owner, sent.commands.get(0).id());

        // When
        Submission again = service.request(owner, DownloadFixtures.FLIGHTS, key);

        // Then
        assertThat(again).isInstanceOf(Submission.Repeated.class);
        assertThat(sent.commands).hasSize(1);
    }

    @Test
    void aFullQueuePublishesNoCommand() {
        // Given
        for (int i = 0; i < MAX_ACTIVE_TOTAL; i++) {
            service.request(DownloadFixtures.someOwner(), DownloadFixtures.FLIGHTS, Optional.empty());
        }

        // When
        Submission refused = service.request(owner, DownloadFixtures.FLIGHTS, Optional.empty());

        // Then
        assertThat(refused).isInstanceOf(Submission.QueueFull.class);
        assertThat(sent.commands).hasSize(MAX_ACTIVE_TOTAL);
    }

    @Test
    void cancellingPublishesAnEvent() {
        // Given
        Download running = claim(request());

        // When
        Download cancelled = service.cancel(owner, running.id()).orElseThrow();

        // Then
        assertThat(cancelled.stateName()).isEqualTo("CANCELLED");
        assertThat(store.find(owner, running.id())).contains(cancelled);
        assertThat(sent.eventsAfterTheFirst()).containsExactly(DownloadEvent.of(cancelled));
    }

    @Test
    void aCancellationSucceedsDespiteAConcurrentRenewal() {
        // Given
        Download running = claim(request());
        downloads.meanwhile(() -> advance(running));

        // When
        Download cancelled = service.cancel(owner, running.id()).orElseThrow();

        // Then
        assertThat(cancelled.stateName()).isEqualTo("CANCELLED");
        assertThat(cancelled.progress().done()).isEqualTo(7);
        assertThat(sent.eventsAfterTheFirst()).containsExactly(DownloadEvent.of(cancelled));
    }

    @Test
    void aDownloadThatBecameReadyFirstIsNotCancelled() {
        // Given
        Download running = claim(request());
        downloads.meanwhile(() -> complete(running));

        // When
        Download ready = service.cancel(owner, running.id()).orElseThrow();

        // Then
        assertThat(ready.stateName()).isEqualTo("READY");
        assertThat(sent.eventsAfterTheFirst()).isEmpty();
    }

    @Test
    void cancellingAnotherOwnersDownloadFails() {
        // Given
        Download running = claim(request());

        // When
        Optional<Download> cancelled = service.cancel(DownloadFixtures.someOwner(), running.id());

        // Then
        assertThat(cancelled).isEmpty();
        assertThat(store.find(owner, running.id())).contains(running);
        assertThat(sent.eventsAfterTheFirst()).isEmpty();
    }

    @Test
    void discardingRemovesTheDownloadAndItsFileAndPublishesAnEvent() {
        // Given
        Download ready = complete(claim(request()));

        // When
        boolean discarded = service.discard(ready);

        // Then
        assertThat(discarded).isTrue();
        assertThat(store.find(owner, ready.id())).isEmpty();
        assertThat(deleted.files).containsExactly(DownloadFixtures.FILE);
        assertThat(sent.eventsAfterTheFirst()).containsExactly(DownloadEvent.removal(ready));
    }

    @Test
    void aDownloadIsRemovedEvenIfItsFileCannotBeDeleted() {
        // Given
        Download ready = complete(claim(request()));
        deleted.refusal = Optional.of(new IOException("read-only file system"));

        // When
        boolean discarded = service.discard(ready);

        // Then
        assertThat(discarded).isTrue();
        assertThat(store.find(owner, ready.id())).isEmpty();
        assertThat(sent.eventsAfterTheFirst()).containsExactly(DownloadEvent.removal(ready));
    }

    @Test
    void anActiveDownloadIsNotDiscarded() {
        // Given
        Download running = claim(request());

        // When
        boolean discarded = service.discard(running);

        // Then
        assertThat(discarded).isFalse();
        assertThat(store.find(owner, running.id())).contains(running);
        assertThat(sent.eventsAfterTheFirst()).isEmpty();
    }

    @Test
    void discardingTwiceDeletesTheFileOnce() {
        // Given
        Download ready = complete(claim(request()));
        service.discard(ready);

        // When
        boolean again = service.discard(ready);

        // Then
        assertThat(again).isTrue();
        assertThat(deleted.files).hasSize(1);
        assertThat(sent.eventsAfterTheFirst()).hasSize(1);
    }

    private Download request() {
        FileRequest flights = DownloadFixtures.FLIGHTS;
        return ((Submission.Accepted) service.request(owner, flights, Optional.empty())).download();
    }

    private Download claim(Download accepted) {
        return store.replace(accepted.claim("worker-1").orElseThrow(), Placement.leasedFor(Duration.ofSeconds(1)))
                .orElseThrow();
    }

    private Download advance(Download running) {
        return store
                .replace(running.advance(Progress.of(7), Optional.empty()).orElseThrow(),
                        Placement.leasedFor(Duration.ofSeconds(1)))
                .orElseThrow();
    }

    private Download complete(Download running) {
        return store.replace(running.complete(DownloadFixtures.FILE).orElseThrow(), Placement.finished()).orElseThrow();
    }

    private static final class Sent implements CommandPublisher, DownloadEventPublisher {

        private final List<Download> commands = new ArrayList<>();
        private final List<DownloadEvent> events = new ArrayList<>();

        /** Without the event of the acceptance. */
        private List<DownloadEvent> eventsAfterTheFirst() {
            return events.subList(1, events.size());
        }

        @Override
        public void add(Download accepted) {
            commands.add(accepted);
        }

        @Override
        public void publish(DownloadEvent event) {
            events.add(event);
        }

        @Override
        public void publishUnlessEnded(DownloadEvent event) {
            publish(event);
        }
    }

    private static final class Deleted implements FileStore {

        private final List<StoredFile> files = new ArrayList<>();
        private Optional<IOException> refusal = Optional.empty();

        @Override
        public Draft draft(DownloadId id, long epoch, Instant expires, Optional<Checkpoint> from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<FileContent> open(StoredFile file) {
            return Optional.empty();
        }

        @Override
        public void delete(StoredFile file) throws IOException {
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            files.add(file);
        }

        @Override
        public int removeExpired(Instant now) {
            return 0;
        }
    }

    private record OneEach() implements LimitsConfig {

        @Override
        public int activePerOwner() {
            return 1;
        }

        @Override
        public int activeTotal() {
            return MAX_ACTIVE_TOTAL;
        }
    }
}
