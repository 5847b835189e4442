package org.downloadmanager.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LostPartitionsTest {

    private static final long LEASE = 1_500;
    private static final TopicPartition FIRST = new TopicPartition("commands", 0);
    private static final TopicPartition SECOND = new TopicPartition("commands", 1);

    private final LostPartitions lost = new LostPartitions(Duration.ofNanos(LEASE));

    @Test
    void liveWorkersHaveOneLeaseToRestoreTheirDownloads() {
        // When
        lost.add(FIRST, 0);

        // Then
        assertThat(lost.takeDue(LEASE - 1)).isEmpty();
        assertThat(lost.takeDue(LEASE)).containsExactly(FIRST);
    }

    @Test
    void theCommandsAreReadAgainEvenIfALiveWorkerRestoredTheHead() {
        // Given
        lost.add(FIRST, 0);

        // When the head is no longer missing, another partition is
        lost.add(SECOND, 1_000);

        // Then
        assertThat(lost.takeDue(2_000)).containsExactly(FIRST);
        assertThat(lost.takeDue(2_500)).containsExactly(SECOND);
    }

    @Test
    void aPartitionThatStaysLostIsDueOnce() {
        // Given
        lost.add(FIRST, 0);
        lost.add(FIRST, 1_000);

        // When
        assertThat(lost.takeDue(LEASE)).containsExactly(FIRST);

        // Then
        assertThat(lost.takeDue(10 * LEASE)).isEmpty();
    }

    @Test
    void anotherOutageRestartsTheGracePeriod() {
        // Given
        lost.add(FIRST, 0);

        // When
        lost.contactLost(1_000);

        // Then
        assertThat(lost.takeDue(1_000 + LEASE - 1)).isEmpty();
        assertThat(lost.takeDue(1_000 + LEASE)).containsExactly(FIRST);
    }
}
