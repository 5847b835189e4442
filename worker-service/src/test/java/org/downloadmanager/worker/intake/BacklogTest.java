package org.downloadmanager.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.downloadmanager.downloads.DownloadFixtures.aPendingDownload;

import org.downloadmanager.downloads.DownloadQueue.Key;
import org.junit.jupiter.api.Test;

class BacklogTest {

    private final Backlog backlog = new Backlog(100);
    private final Key first = Key.of(aPendingDownload());
    private final Key second = Key.of(aPendingDownload());
    private final Key third = Key.of(aPendingDownload());

    @Test
    void nothingIsCommittedWhileTheFirstDownloadHasNotEnded() {
        // Given
        addAll();

        // When
        backlog.ended(second.id());
        backlog.ended(third.id());

        // Then
        assertThat(backlog.toCommit()).isEmpty();
        assertThat(backlog.head()).contains(first);
    }

    @Test
    void whatHasEndedIsCommittedUpToTheFirstThatHasNot() {
        // Given
        addAll();

        // When
        backlog.ended(first.id());

        // Then
        assertThat(backlog.toCommit()).hasValue(101);
        assertThat(backlog.head()).contains(second);
    }

    @Test
    void oneThatEndsClosesTheGapToThoseThatEndedBefore() {
        // Given
        addAll();
        backlog.ended(second.id());

        // When
        backlog.ended(first.id());

        // Then
        assertThat(backlog.toCommit()).hasValue(102);
        assertThat(backlog.head()).contains(third);
    }

    @Test
    void onceAllHaveEndedTheNextOffsetIsCommittedOnce() {
        // Given
        addAll();

        // When
        backlog.ended(first.id());
        backlog.ended(second.id());
        backlog.ended(third.id());

        // Then
        assertThat(backlog.toCommit()).hasValue(103);
        assertThat(backlog.toCommit()).isEmpty();
        assertThat(backlog.head()).isEmpty();
        assertThat(backlog.size()).isZero();
    }

    @Test
    void aRecordThatIsNoCommandHoldsNothingUp() {
        // Given
        backlog.skip(100);
        backlog.add(101, first);

        // Then
        assertThat(backlog.toCommit()).hasValue(101);
    }

    @Test
    void aCommandThatWasWrittenTwiceEndsOnce() {
        // Given
        backlog.add(100, first);
        backlog.add(101, first);

        // When
        backlog.ended(first.id());

        // Then
        assertThat(backlog.toCommit()).hasValue(102);
    }

    @Test
    void whatWasNotCommittedAfterAllIsCommittedAgain() {
        // Given
        addAll();
        backlog.ended(first.id());
        backlog.toCommit();

        // When
        backlog.commitAgain();

        // Then
        assertThat(backlog.toCommit()).hasValue(101);
    }

    private void addAll() {
        backlog.add(100, first);
        backlog.add(101, second);
        backlog.add(102, third);
    }
}
