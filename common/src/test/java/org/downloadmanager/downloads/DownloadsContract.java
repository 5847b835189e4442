package org.downloadmanager.downloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;
import static org.downloadmanager.downloads.DownloadFixtures.CHECKPOINT;
import static org.downloadmanager.downloads.DownloadFixtures.FAILURE;
import static org.downloadmanager.downloads.DownloadFixtures.FILE;
import static org.downloadmanager.downloads.DownloadFixtures.aRequestedDownload;
import static org.downloadmanager.downloads.DownloadFixtures.someOwner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.downloadmanager.downloads.WorkQueue.Key;
import org.downloadmanager.downloads.WorkQueue.TrackingStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every store of downloads. */
public abstract class DownloadsContract {

    private static final Limits ONE_EACH = new Limits(1, 1_000);
    /** Long enough that no lease expires during a test. */
    private static final Duration LEASE = Duration.ofMinutes(1);
    /** Short enough that a test can wait for its end. */
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration NOW = Duration.ZERO;

    private Downloads downloads;
    private WorkQueue queue;
    private QueueStats queueStats;

    protected abstract Downloads downloads();

    protected abstract WorkQueue queue();

    protected abstract QueueStats stats();

    protected abstract void loseEverything();

    @BeforeEach
    void begin() {
        downloads = downloads();
        queue = queue();
        queueStats = stats();
    }

    @Test
    void anAcceptedDownloadIsFoundByItsOwnerOnly() {
        // When
        Download accepted = accept(aRequestedDownload());

        // Then
        assertThat(accepted.version()).isPositive();
        assertThat(accepted.stateName()).isEqualTo("PENDING");
        assertThat(downloads.find(accepted.owner(), accepted.id())).contains(accepted);
        assertThat(downloads.list(accepted.owner())).containsExactly(accepted);
        assertThat(downloads.find(someOwner(), accepted.id())).isEmpty();
    }

    @Test
    void aSecondRequestReturnsTheActiveDownloadAndChangesNothing() {
        // Given
        Download running = accept(aRequestedDownload());

        // When
        Submission second = downloads.submit(aRequestedDownload(running.owner()), Optional.empty(), ONE_EACH);

        // Then
        assertThat(second).isEqualTo(new Submission.LimitReached(List.of(running)));
        assertThat(downloads.list(running.owner())).containsExactly(running);
    }

    @Test
    void aHigherLimitAllowsMoreActiveDownloads() {
        // Given
        Download first = accept(aRequestedDownload());
        Limits twoEach = new Limits(2, 1_000);

        // When
        Submission second = downloads.submit(aRequestedDownload(first.owner()), Optional.empty(), twoEach);
        Submission third = downloads.submit(aRequestedDownload(first.owner()), Optional.empty(), twoEach);

        // Then
        assertThat(second).isInstanceOf(Submission.Accepted.class);
        assertThat(third).isInstanceOf(Submission.LimitReached.class);
    }

    @Test
    void fiftySimultaneousRequestsOfOneOwnerStartExactlyOne() throws Exception {
        // Given
        Owner owner = someOwner();
        List<Callable<Submission>> requests = IntStream.range(0, 50).<Callable<Submission>>mapToObj(
                i -> () -> downloads.submit(aRequestedDownload(owner), Optional.empty(), ONE_EACH)).toList();

        // When
        List<Submission> answers = simultaneously(requests);

        // Then
        assertThat(answers).filteredOn(Submission.Accepted.class::isInstance).hasSize(1);
        assertThat(downloads.list(owner)).hasSize(1);
    }

    @Test
    void anEndedDownloadFreesTheOwnersLimit() {
        // Given
        Download cancelled = replace(accept(aRequestedDownload()).cancel());

        // When
        Submission next = downloads.submit(aRequestedDownload(cancelled.owner()), Optional.empty(), ONE_EACH);

        // Then
        assertThat(next).isInstanceOf(Submission.Accepted.class);
        assertThat(downloads.list(cancelled.owner())).hasSize(2).contains(cancelled);
    }

    @Test
    void aFullQueueAcceptsNothing() {
        // Given
        accept(aRequestedDownload());
        Download refused = aRequestedDownload();

        // When
        Submission answer = downloads.submit(refused, Optional.empty(), new Limits(1, 0));

        // Then
        assertThat(answer).isInstanceOf(Submission.QueueFull.class);
        assertThat(downloads.list(refused.owner())).isEmpty();
    }

    @Test
    void theSameKeyAndRequestIsAnsweredWithTheSameDownload() {
        // Given
        Owner owner = someOwner();
        Optional<IdempotencyKey> key = Optional.of(new IdempotencyKey("k1", "flights"));
        Download first = accepted(downloads.submit(aRequestedDownload(owner), key, ONE_EACH));
        Download claimed = replace(first.claim("worker-1"));

        // When
        Submission again = downloads.submit(aRequestedDownload(owner), key, ONE_EACH);

        // Then
        assertThat(again).isEqualTo(new Submission.Repeated(claimed));
    }

    @Test
    void theSameKeyIsAnsweredWithTheSameDownloadEvenAfterThatWasRemoved() {
        // Given
        Owner owner = someOwner();
        Optional<IdempotencyKey> key = Optional.of(new IdempotencyKey("k1", "flights"));
        Download first = accepted(downloads.submit(aRequestedDownload(owner), key, ONE_EACH));
        downloads.remove(replace(first.cancel()));

        // When
        Submission again = downloads.submit(aRequestedDownload(owner), key, ONE_EACH);

        // Then
        assertThat(again).isInstanceOfSatisfying(Submission.Repeated.class,
                repeated -> assertThat(repeated.download().id()).isEqualTo(first.id()));
        assertThat(downloads.list(owner)).isEmpty();
    }

    @Test
    void theSameKeyForAnotherRequestIsRefused() {
        // Given
        Owner owner = someOwner();
        accepted(downloads.submit(aRequestedDownload(owner), Optional.of(new IdempotencyKey("k1", "flights")),
                ONE_EACH));

        // When
        Submission other = downloads.submit(aRequestedDownload(owner),
                Optional.of(new IdempotencyKey("k1", "airports")), new Limits(5, 1_000));

        // Then
        assertThat(other).isInstanceOf(Submission.KeyReused.class);
    }

    @Test
    void idempotencyKeysBelongToTheirOwner() {
        // Given
        Optional<IdempotencyKey> key = Optional.of(new IdempotencyKey("k1", "flights"));
        accepted(downloads.submit(aRequestedDownload(), key, ONE_EACH));

        // When
        Submission ofAnother = downloads.submit(aRequestedDownload(), key, ONE_EACH);

        // Then
        assertThat(ofAnother).isInstanceOf(Submission.Accepted.class);
    }

    @Test
    void replacingGivesAHigherVersionAndAClaimItsEpoch() {
        // Given
        Download accepted = accept(aRequestedDownload());

        // When
        Download claimed = replace(accepted.claim("worker-1"));

        // Then
        assertThat(claimed.version()).isGreaterThan(accepted.version());
        assertThat(claimed.lease()).contains(new Lease("worker-1", OptionalLong.of(claimed.version())));
        assertThat(downloads.find(claimed.owner(), claimed.id())).contains(claimed);
    }

    @Test
    void theEpochStaysWhileTheVersionRises() {
        // Given
        Download claimed = replace(accept(aRequestedDownload()).claim("worker-1"));

        // When
        Download advanced = replace(claimed.advance(Progress.of(10, 20), Optional.of(CHECKPOINT)));

        // Then
        assertThat(advanced.version()).isGreaterThan(claimed.version());
        assertThat(advanced.lease()).isEqualTo(claimed.lease());
        assertThat(downloads.find(advanced.owner(), advanced.id())).contains(advanced);
    }

    @Test
    void replacingAnOldVersionFails() {
        // Given
        Download accepted = accept(aRequestedDownload());
        Download claimed = replace(accepted.claim("worker-1"));

        // When
        Optional<Download> late = downloads.replace(accepted.claim("worker-2").orElseThrow(),
                Placement.leasedFor(LEASE));

        // Then
        assertThat(late).isEmpty();
        assertThat(downloads.find(claimed.owner(), claimed.id())).contains(claimed);
    }

    @Test
    void onlyOneOfManySimultaneousClaimsSucceeds() throws Exception {
        // Given
        Download accepted = accept(aRequestedDownload());
        List<Callable<Optional<Download>>> claims = IntStream.range(0, 20)
                .<Callable<Optional<Download>>>mapToObj(
                        i -> () -> downloads.replace(accepted.claim("worker-" + i).orElseThrow(),
                                Placement.leasedFor(LEASE)))
                .toList();

        // When
        List<Optional<Download>> answers = simultaneously(claims);

        // Then
        assertThat(answers).filteredOn(Optional::isPresent).hasSize(1);
    }

    @Test
    void everyStateSurvivesARoundTrip() {
        // Given
        Download processing = replace(accept(aRequestedDownload()).claim("worker-1"));
        Download ready = replace(processing.complete(FILE));
        Download failed = replace(accept(aRequestedDownload()).fail(FAILURE));

        // When
        Optional<Download> readyAgain = downloads.find(ready.owner(), ready.id());
        Optional<Download> failedAgain = downloads.find(failed.owner(), failed.id());

        // Then
        assertThat(readyAgain).contains(ready);
        assertThat(readyAgain.orElseThrow().file()).contains(FILE);
        assertThat(failedAgain).contains(failed);
        assertThat(failedAgain.orElseThrow().failure()).contains(FAILURE);
    }

    @Test
    void aRemovedDownloadIsGoneButKnownToHaveEnded() {
        // Given
        Download cancelled = replace(accept(aRequestedDownload()).cancel());

        // When
        boolean removed = downloads.remove(cancelled);

        // Then
        assertThat(removed).isTrue();
        assertThat(downloads.find(cancelled.owner(), cancelled.id())).isEmpty();
        assertThat(downloads.list(cancelled.owner())).isEmpty();
        assertThat(queue.statuses(List.of(Key.of(cancelled)))).containsExactly(TrackingStatus.ENDED);
        assertThat(queue.restore(cancelled, Placement.finished())).isEmpty();
    }

    @Test
    void aChangedDownloadIsNotRemoved() {
        // Given
        Download accepted = accept(aRequestedDownload());
        Download cancelled = replace(accepted.cancel());

        // When
        boolean removed = downloads.remove(accepted);

        // Then
        assertThat(removed).isFalse();
        assertThat(downloads.find(cancelled.owner(), cancelled.id())).contains(cancelled);
    }

    @Test
    void theListIsNewestFirst() {
        // Given
        Owner owner = someOwner();
        Limits many = new Limits(10, 1_000);
        Download first = accepted(downloads.submit(aRequestedDownload(owner), Optional.empty(), many));
        await().until(() -> System.currentTimeMillis() > first.createdAt().toEpochMilli());
        Download second = accepted(downloads.submit(aRequestedDownload(owner), Optional.empty(), many));

        // When
        List<Download> listed = downloads.list(owner);

        // Then
        assertThat(listed).containsExactly(second, first);
    }

    @Test
    void pagesAreStableWhileNewDownloadsArriveAndOldOnesGo() {
        // Given
        Owner owner = someOwner();
        List<Download> oldestFirst = IntStream.range(0, 5).mapToObj(i -> acceptOneOfMany(owner)).toList();
        DownloadPage first = downloads.page(owner, OptionalLong.empty(), 2);

        // When
        acceptOneOfMany(owner);
        remove(oldestFirst.get(4));
        remove(oldestFirst.get(2));
        DownloadPage second = downloads.page(owner, first.next(), 2);

        // Then
        assertThat(first.downloads()).containsExactly(oldestFirst.get(4), oldestFirst.get(3));
        assertThat(second.downloads()).containsExactly(oldestFirst.get(1), oldestFirst.get(0));
        assertThat(second.next()).isEmpty();
    }

    @Test
    void pagesCoverTheWholeList() {
        // Given
        Owner owner = someOwner();
        List<Download> oldestFirst = IntStream.range(0, 5).mapToObj(i -> acceptOneOfMany(owner)).toList();
        acceptOneOfMany(someOwner());

        // When
        List<Download> paged = new ArrayList<>();
        DownloadPage page = downloads.page(owner, OptionalLong.empty(), 2);
        paged.addAll(page.downloads());
        while (page.next().isPresent()) {
            page = downloads.page(owner, page.next(), 2);
            paged.addAll(page.downloads());
        }

        // Then
        assertThat(paged).containsExactlyElementsOf(downloads.list(owner)).hasSameElementsAs(oldestFirst);
    }

    @Test
    void aDownloadIsFoundByItsIdAlone() {
        // When
        Download accepted = accept(aRequestedDownload());

        // Then
        assertThat(downloads.find(accepted.id())).contains(accepted);
        assertThat(downloads.find(DownloadId.random())).isEmpty();
    }

    private Download acceptOneOfMany(Owner owner) {
        return accepted(downloads.submit(aRequestedDownload(owner), Optional.empty(), new Limits(10, 1_000)));
    }

    private void remove(Download active) {
        Download cancelled = downloads.replace(active.cancel().orElseThrow(), Placement.finished()).orElseThrow();
        assertThat(downloads.remove(cancelled)).isTrue();
    }

    @Test
    void anAcceptedDownloadIsQueuedAtOnce() {
        // When
        Download accepted = accept(aRequestedDownload());

        // Then
        assertThat(queue.due(10).downloads()).containsExactly(accepted);
        assertThat(queue.due(10).untilNext()).isGreaterThan(Duration.ofMinutes(1));
    }

    @Test
    void aRetryIsDueAfterItsBackoffAndNotBefore() {
        // Given
        Download claimed = replace(accept(aRequestedDownload()).claim("worker-1"));
        downloads.replace(claimed.retry().orElseThrow(), Placement.retryIn(LEASE)).orElseThrow();

        // When
        WorkQueue.Due due = queue.due(10);

        // Then
        assertThat(due.downloads()).isEmpty();
        assertThat(due.untilNext()).isBetween(Duration.ofMillis(1), LEASE);

        // Given
        Download other = replace(accept(aRequestedDownload()).claim("worker-1"));
        long before = System.nanoTime();

        // When
        Download failed = downloads.replace(other.retry().orElseThrow(), Placement.retryIn(SHORT)).orElseThrow();

        // Then
        await().untilAsserted(() -> assertThat(queue.due(10).downloads()).containsExactly(failed));
        assertThat(since(before)).isGreaterThanOrEqualTo(SHORT);
    }

    @Test
    void theQueueIsOrderedByAgeAndLimited() {
        // Given
        Download first = accept(aRequestedDownload());
        Download second = accept(aRequestedDownload());
        Download claimed = replace(first.claim("worker-1"));

        // When
        Download handedOver = downloads.replace(claimed.handOver().orElseThrow(), Placement.queued()).orElseThrow();

        // Then
        assertThat(queue.due(1).downloads()).containsExactly(handedOver);
        assertThat(queue.due(2).downloads()).containsExactly(handedOver, second);
        assertThat(queue.due(0).downloads()).isEmpty();
    }

    @Test
    void dueDownloadsComeBeforeQueuedOnes() {
        // Given
        Download waiting = accept(aRequestedDownload());

        // When
        Download expired = downloads
                .replace(accept(aRequestedDownload()).claim("worker-1").orElseThrow(), Placement.leasedFor(NOW))
                .orElseThrow();

        // Then
        assertThat(queue.due(10).downloads()).containsExactly(expired, waiting);
    }

    @Test
    void oneOwnersBacklogDoesNotDelayOthers() {
        // Given
        Limits many = new Limits(10, 1_000);
        Owner greedy = someOwner();
        List<Download> theirs = IntStream.range(0, 3).mapToObj(
                i -> accepted(downloads.submit(aRequestedDownload(greedy), Optional.empty(), many))).toList();

        // When
        Download late = accept(aRequestedDownload());

        // Then
        assertThat(queue.due(10).downloads()).containsExactly(theirs.get(0), late, theirs.get(1), theirs.get(2));
        assertThat(queueStats.ahead(List.of(theirs.get(2), late, theirs.get(0))))
                .containsOnly(entry(theirs.get(2).id(), 3), entry(late.id(), 1), entry(theirs.get(0).id(), 0));
    }

    @Test
    void onlyQueuedDownloadsHaveAPosition() {
        // Given
        Download running = replace(accept(aRequestedDownload()).claim("worker-1"));
        Download cancelled = replace(accept(aRequestedDownload()).cancel());
        Download waiting = accept(aRequestedDownload());

        // Then
        assertThat(queueStats.ahead(List.of(running, cancelled, waiting))).containsOnly(entry(waiting.id(), 0));
        assertThat(queueStats.ahead(List.of(running))).isEmpty();
    }

    @Test
    void theSnapshotCountsQueuedRunningAndActiveDownloads() {
        // Given
        accept(aRequestedDownload());
        accept(aRequestedDownload());
        replace(accept(aRequestedDownload()).claim("worker-1"));
        Download rests = replace(accept(aRequestedDownload()).claim("worker-1"));
        replace(rests.retry());
        downloads.replace(accept(aRequestedDownload()).claim("dead").orElseThrow(), Placement.leasedFor(NOW))
                .orElseThrow();
        replace(replace(accept(aRequestedDownload()).claim("worker-1")).complete(FILE));

        // When // Releases in the same millisecond keep no order.
        await().until(() -> queueStats.snapshot().running() < 2);
        QueueSnapshot snapshot = queueStats.snapshot();

        // Then
        assertThat(snapshot.queued()).isEqualTo(2);
        assertThat(snapshot.running()).isEqualTo(1);
        assertThat(snapshot.active()).isEqualTo(5);
    }

    @Test
    void theOldestAgeIsThatOfTheFirstQueuedDownload() {
        // Given
        Download first = accept(aRequestedDownload());
        await().until(() -> queueStats.snapshot().oldestAge().compareTo(SHORT) > 0);
        long before = System.nanoTime();
        accept(aRequestedDownload());

        // When
        Duration both = queueStats.snapshot().oldestAge();
        replace(first.claim("worker-1"));
        Duration second = queueStats.snapshot().oldestAge();

        // Then
        assertThat(both).isGreaterThan(SHORT);
        assertThat(second).isLessThan(since(before));
    }

    @Test
    void aHandedOverDownloadDoesNotCountItsRunAsWaiting() {
        // Given
        Download running = downloads
                .replace(accept(aRequestedDownload()).claim("worker-1").orElseThrow(), Placement.leasedFor(SHORT))
                .orElseThrow();
        await().until(() -> queueStats.snapshot().running() == 0);
        long before = System.nanoTime();

        // When
        downloads.replace(running.handOver().orElseThrow(), Placement.queued()).orElseThrow();

        // Then
        assertThat(queueStats.snapshot().oldestAge()).isLessThan(since(before));
    }

    @Test
    void anEmptyStoreHasAnEmptySnapshot() {
        assertThat(queueStats.snapshot()).isEqualTo(QueueSnapshot.NONE);
    }

    @Test
    void theConcurrencyLimitHoldsAndAReleaseUnblocksTheNext() {
        // Given
        Optional<ConcurrencyLimit> limit = Optional.of(new ConcurrencyLimit("source", 1));
        Owner owner = someOwner();
        Limits many = new Limits(10, 1_000);
        Download first = accepted(downloads.submit(aRequestedDownload(owner), Optional.empty(), many));
        Download second = accepted(downloads.submit(aRequestedDownload(owner), Optional.empty(), many));
        Download third = accepted(downloads.submit(aRequestedDownload(owner), Optional.empty(), many));
        Download running = queue.claim(first.claim("worker-1").orElseThrow(), LEASE, limit).orElseThrow();

        // When
        Optional<Download> refused = queue.claim(second.claim("worker-2").orElseThrow(), LEASE, limit);

        // Then
        assertThat(refused).isEmpty();
        assertThat(downloads.find(owner, second.id())).contains(second);
        assertThat(queue.due(10).downloads()).containsExactly(third);
        assertThat(queue.claim(third.claim("worker-2").orElseThrow(), LEASE,
                Optional.of(new ConcurrencyLimit("other", 1))))
                .isPresent();

        replace(running.cancel());
        assertThat(queue.due(10).downloads()).containsExactly(second);
        assertThat(queue.awaitWake(Duration.ofMillis(100))).isTrue();
        assertThat(queue.claim(second.claim("worker-2").orElseThrow(), LEASE, limit)).isPresent();
    }

    @Test
    void aTakeoverKeepsThePermit() {
        // Given
        Optional<ConcurrencyLimit> limit = Optional.of(new ConcurrencyLimit("source", 1));
        Download claimed = queue.claim(accept(aRequestedDownload()).claim("worker-1").orElseThrow(), NOW, limit)
                .orElseThrow();
        Download expired = claimed.expireLease().orElseThrow();

        // When
        Optional<Download> takenOver = queue.claim(expired.claim("worker-2").orElseThrow(), LEASE, limit);

        // Then
        assertThat(takenOver).isPresent();
    }

    @Test
    void aCancelledBlockedDownloadIsNotUnblocked() {
        // Given
        Optional<ConcurrencyLimit> limit = Optional.of(new ConcurrencyLimit("source", 1));
        Owner owner = someOwner();
        Limits many = new Limits(10, 1_000);
        Download first = accepted(downloads.submit(aRequestedDownload(owner), Optional.empty(), many));
        Download parked = accepted(downloads.submit(aRequestedDownload(owner), Optional.empty(), many));
        Download running = queue.claim(first.claim("worker-1").orElseThrow(), LEASE, limit).orElseThrow();
        queue.claim(parked.claim("worker-2").orElseThrow(), LEASE, limit);

        // When
        replace(parked.cancel());
        replace(running.cancel());

        // Then
        assertThat(queue.due(10).downloads()).isEmpty();
    }

    @Test
    void aRunningDownloadIsDueWhenItsLeaseEnds() {
        // Given
        replace(accept(aRequestedDownload()).claim("worker-1"));
        assertThat(queue.due(10).downloads()).isEmpty();

        // When
        Download claimed = downloads
                .replace(accept(aRequestedDownload()).claim("worker-1").orElseThrow(), Placement.leasedFor(SHORT))
                .orElseThrow();

        // Then
        await().untilAsserted(() -> assertThat(queue.due(10).downloads()).containsExactly(claimed));
    }

    @Test
    void aClaimedDownloadIsNotDue() throws Exception {
        // Given
        Callable<Boolean> claimer = () -> {
            for (int i = 0; i < 300; i++) {
                Download waiting = downloads.replace(accept(aRequestedDownload()), Placement.queued()).orElseThrow();
                Download claimed = downloads
                        .replace(waiting.claim("worker-1").orElseThrow(), Placement.leasedFor(Duration.ofMinutes(1)))
                        .orElseThrow();
                downloads.replace(claimed.cancel().orElseThrow(), Placement.finished());
            }
            return true;
        };
        AtomicBoolean done = new AtomicBoolean();
        Callable<Boolean> other = () -> {
            boolean honest = true;
            while (!done.get()) {
                honest &= queue.due(10).downloads().stream().noneMatch(download -> download.lease().isPresent());
            }
            return honest;
        };

        // When
        List<Boolean> answers = simultaneously(List.of(() -> {
            try {
                return claimer.call();
            } finally {
                done.set(true);
            }
        }, other, other));

        // Then
        assertThat(answers).containsOnly(true);
    }

    @Test
    void anEndedDownloadIsNeverDue() {
        // Given
        Download waiting = downloads.replace(accept(aRequestedDownload()), Placement.queued()).orElseThrow();

        // When
        replace(waiting.cancel());

        // Then
        assertThat(queue.due(10).downloads()).isEmpty();
        assertThat(queue.due(10).untilNext()).isGreaterThan(Duration.ofHours(1));
    }

    @Test
    void aLostDownloadIsRestoredFromItsCommand() {
        // Given
        Download accepted = accept(aRequestedDownload());
        loseEverything();

        // When
        Optional<Download> restored = queue.restore(accepted, Placement.queued());

        // Then
        assertThat(restored.orElseThrow().version()).isGreaterThan(accepted.version());
        assertThat(downloads.find(accepted.owner(), accepted.id())).isEqualTo(restored);
        assertThat(queue.due(10).downloads()).containsExactly(restored.orElseThrow());
    }

    @Test
    void aRestoredDownloadKeepsItsEpoch() {
        // Given
        Download claimed = replace(accept(aRequestedDownload()).claim("worker-1"));
        loseEverything();

        // When
        Optional<Download> restored = queue.restore(claimed, Placement.leasedFor(LEASE));

        // Then
        assertThat(restored.orElseThrow().lease()).isEqualTo(claimed.lease());
    }

    @Test
    void aKnownDownloadIsNotRestored() {
        // Given
        Download accepted = accept(aRequestedDownload());
        Download claimed = replace(accepted.claim("worker-1"));

        // When
        Optional<Download> restored = queue.restore(accepted, Placement.queued());

        // Then
        assertThat(restored).isEmpty();
        assertThat(downloads.find(claimed.owner(), claimed.id())).contains(claimed);
    }

    @Test
    void statusesDistinguishActiveEndedAndMissing() {
        // Given
        Download active = accept(aRequestedDownload());
        Download ended = replace(accept(aRequestedDownload()).cancel());
        Download lost = aRequestedDownload();

        // When
        List<TrackingStatus> statuses = queue.statuses(List.of(Key.of(active), Key.of(ended), Key.of(lost)));

        // Then
        assertThat(statuses).containsExactly(TrackingStatus.ACTIVE, TrackingStatus.ENDED, TrackingStatus.MISSING);
    }

    @Test
    void oneWakeWakesOneWorker() {
        // Given
        queue.wake();

        // When
        boolean heard = queue.awaitWake(Duration.ofSeconds(5));

        // Then
        assertThat(heard).isTrue();
        assertThat(queue.awaitWake(Duration.ofMillis(50))).isFalse();
    }

    @Test
    void anInterruptedWaitConsumesNoWake() throws Exception {
        // Given
        Thread interrupted = new Thread(new FutureTask<>(() -> queue.awaitWake(Duration.ofSeconds(5))));
        interrupted.start();
        await().until(() -> interrupted.getState() == Thread.State.TIMED_WAITING);
        interrupted.interrupt();
        interrupted.join();

        // When
        queue.wake();

        // Then
        assertThat(queue.awaitWake(Duration.ofSeconds(5))).isTrue();
    }

    private static <T> List<T> simultaneously(List<Callable<T>> calls) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(10);
        try {
            List<T> answers = new ArrayList<>();
            for (Future<T> answer : callers.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            callers.shutdownNow();
        }
    }

    /** With tolerance, because the store has its own clock. */
    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime).plusMillis(100);
    }

    private Download accept(Download download) {
        return accepted(downloads.submit(download, Optional.empty(), ONE_EACH));
    }

    private static Download accepted(Submission submission) {
        assertThat(submission).isInstanceOf(Submission.Accepted.class);
        return ((Submission.Accepted) submission).download();
    }

    private Download replace(Optional<Download> next) {
        return downloads.replace(next.orElseThrow(), DownloadFixtures.placementOf(next.orElseThrow(), LEASE))
                .orElseThrow();
    }
}
