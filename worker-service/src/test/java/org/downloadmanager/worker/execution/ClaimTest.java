package org.downloadmanager.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.downloadmanager.downloads.DownloadFixtures.CHECKPOINT;
import static org.downloadmanager.downloads.DownloadFixtures.FILE;
import static org.downloadmanager.downloads.DownloadFixtures.aRequestedDownload;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.InMemoryDownloads;
import org.downloadmanager.downloads.Limits;
import org.downloadmanager.downloads.Placement;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.downloads.Submission;
import org.downloadmanager.worker.metrics.Meters;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class ClaimTest {

    private static final Duration LEASE = Duration.ofSeconds(1);

    private final InMemoryDownloads store = new InMemoryDownloads(Clock.systemUTC());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Meters meters = new Meters(registry);
    private final FaultyDownloads downloads = new FaultyDownloads(store);
    private final Claim claim = claim("worker-1");

    @Test
    void aRenewalRecordsTheProgress() {
        // When
        Optional<Download> recorded = claim.renew(Progress.of(5, 10), Optional.of(CHECKPOINT));

        // Then
        assertThat(recorded).isEqualTo(found());
        assertThat(recorded.orElseThrow().progress()).isEqualTo(Progress.of(5, 10));
        assertThat(recorded.orElseThrow().retryState().checkpoint()).contains(CHECKPOINT);
    }

    @Test
    void aTakeoverEndsTheClaim() {
        // Given
        Download taken = takenOver();

        // When
        Optional<Download> late = claim.renew(Progress.of(5, 10), Optional.empty());

        // Then
        assertThat(late).isEmpty();
        assertThat(claim.isHeld()).isFalse();
        assertThat(claim.isEnded()).isFalse();
        assertThat(found()).contains(taken);
    }

    @Test
    void aLostClaimCannotComplete() {
        // Given
        Download taken = takenOver();

        // When
        Optional<Download> late = claim.complete(FILE);

        // Then
        assertThat(late).isEmpty();
        assertThat(found()).contains(taken);
    }

    @Test
    void aFencedWriteIsCountedOnce() {
        // Given
        takenOver();

        // When
        claim.renew(Progress.of(5, 10), Optional.empty());
        claim.complete(FILE);

        // Then
        assertThat(registry.counter("downloads.fenced.writes", "state", "processing").count()).isEqualTo(1);
    }

    @Test
    void aWriteWhoseAnswerWasLostIsNotCountedAsFenced() {
        // Given
        downloads.loseAnswers(1);

        // When
        claim.complete(FILE);

        // Then
        assertThat(registry.find("downloads.fenced.writes").counters()).isEmpty();
    }

    @Test
    void aCancellationEndsTheClaimAndTheDownload() {
        // Given
        store.replace(claim.download().cancel().orElseThrow(), Placement.finished());

        // When
        claim.renew(Progress.of(5, 10), Optional.empty());

        // Then
        assertThat(claim.isHeld()).isFalse();
        assertThat(claim.isEnded()).isTrue();
    }

    @Test
    void aRenewalDoesNotRestoreARemovedDownload() {
        // Given
        store.remove(store.replace(claim.download().cancel().orElseThrow(), Placement.finished()).orElseThrow());

        // When
        claim.renew(Progress.of(5, 10), Optional.empty());

        // Then
        assertThat(claim.isEnded()).isTrue();
        assertThat(found()).isEmpty();
    }

    @Test
    void anUnavailableStoreDoesNotEndTheClaim() {
        // Given
        downloads.loseRequests(1);

        // When
        Optional<Download> nothing = claim.renew(Progress.of(5, 10), Optional.empty());
        Optional<Download> recorded = claim.renew(Progress.of(6, 10), Optional.empty());

        // Then
        assertThat(nothing).isEmpty();
        assertThat(recorded).isPresent().isEqualTo(found());
    }

    @Test
    void anEndIsRecordedWhenTheStoreAnswersAgain() {
        // Given
        downloads.loseRequests(3);

        // When
        Optional<Download> ready = claim.complete(FILE);

        // Then
        assertThat(downloads.hasLostAll()).isTrue();
        assertThat(ready).isPresent().isEqualTo(found());
        assertThat(claim.isHeld()).isFalse();
    }

    @Test
    void anEndWhoseAnswerWasLostIsRecognized() {
        // Given
        downloads.loseAnswers(1);

        // When
        Optional<Download> ready = claim.complete(FILE);

        // Then
        assertThat(ready).isPresent().isEqualTo(found());
        assertThat(ready.orElseThrow().file()).contains(FILE);
    }

    @Test
    void theNextRenewalFollowsOneWhoseAnswerWasLost() {
        // Given
        downloads.loseAnswers(1);
        claim.renew(Progress.of(5, 10), Optional.of(CHECKPOINT));

        // When
        claim.renew(Progress.of(6, 10), Optional.of(CHECKPOINT));
        Optional<Download> recorded = claim.renew(Progress.of(7, 10), Optional.of(CHECKPOINT));

        // Then
        assertThat(recorded).isPresent().isEqualTo(found());
        assertThat(claim.isHeld()).isTrue();
    }

    @Test
    void aRenewalRestoresALostDownload() {
        // Given
        store.loseEverything();

        // When
        claim.renew(Progress.of(5, 10), Optional.empty());
        Optional<Download> recorded = claim.renew(Progress.of(6, 10), Optional.empty());

        // Then
        assertThat(claim.isHeld()).isTrue();
        assertThat(recorded).isPresent().isEqualTo(found());
        assertThat(recorded.orElseThrow().lease().orElseThrow().epoch()).hasValue(claim.epoch());
    }

    private Claim claim(String worker) {
        Submission submission = store.submit(aRequestedDownload(), Optional.empty(), new Limits(1, 10));
        Download accepted = ((Submission.Accepted) submission).download();
        return new Claim(downloads, store,
                store.replace(accepted.claim(worker).orElseThrow(), Placement.leasedFor(LEASE)).orElseThrow(),
                LEASE, meters);
    }

    private Download takenOver() {
        Download expired = claim.download().expireLease().orElseThrow();
        return store.replace(expired.claim("worker-2").orElseThrow(), Placement.leasedFor(LEASE)).orElseThrow();
    }

    private Optional<Download> found() {
        return store.find(claim.download().owner(), claim.download().id());
    }
}
