package org.downloadmanager.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.downloadmanager.downloads.DownloadFixtures.aPendingDownload;

import org.downloadmanager.downloads.WorkQueue.Key;
import org.junit.jupiter.api.Test;

class OffsetTrackerTest {

    private final OffsetTracker tracker = new OffsetTracker(100);
    private final Key first = Key.of(aPendingDownload());
    private final Key second = Key.of(aPendingDownload());
    private final Key third = Key.of(aPendingDownload());

    @Test
    void nothingIsCommittedBeforeTheFirstDownloadEnds() {
        // Given
        addAll();

        // When
        tracker.ended(second.id());
        tracker.ended(third.id());

        // Then
        assertThat(tracker.toCommit()).isEmpty();
        assertThat(tracker.head()).contains(first);
    }

    @Test
    void theOffsetMovesToTheFirstActiveDownload() {
        // Given
        addAll();

        // When
        tracker.ended(first.id());

        // Then
        assertThat(tracker.toCommit()).hasValue(101);
        assertThat(tracker.head()).contains(second);
    }

    @Test
    void anEndClosesTheGapToEarlierEnds() {
        // Given
        addAll();
        tracker.ended(second.id());

        // When
        tracker.ended(first.id());

        // Then
        assertThat(tracker.toCommit()).hasValue(102);
        assertThat(tracker.head()).contains(third);
    }

    @Test
    void afterAllEndsTheNextOffsetIsCommittedOnce() {
        // Given
        addAll();

        // When
        tracker.ended(first.id());
        tracker.ended(second.id());
        tracker.ended(third.id());

        // Then
        assertThat(tracker.toCommit()).hasValue(103);
        assertThat(tracker.toCommit()).isEmpty();
        assertThat(tracker.head()).isEmpty();
        assertThat(tracker.size()).isZero();
    }

    @Test
    void aMalformedRecordDoesNotBlockTheOffset() {
        // Given
        tracker.skip(100);
        tracker.add(101, first);

        // Then
        assertThat(tracker.toCommit()).hasValue(101);
    }

    @Test
    void bothCopiesOfACommandEndTogether() {
        // Given
        tracker.add(100, first);
        tracker.add(101, first);

        // When
        tracker.ended(first.id());

        // Then
        assertThat(tracker.toCommit()).hasValue(102);
    }

    @Test
    void aFailedCommitIsRepeated() {
        // Given
        addAll();
        tracker.ended(first.id());
        tracker.toCommit();

        // When
        tracker.commitAgain();

        // Then
        assertThat(tracker.toCommit()).hasValue(101);
    }

    private void addAll() {
        tracker.add(100, first);
        tracker.add(101, second);
        tracker.add(102, third);
    }
}
