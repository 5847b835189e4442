package org.downloadmanager.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class LeaseContactTest {

    private final LeaseContact contact = new LeaseContact(Duration.ofMillis(1_500), 0);

    @Test
    void whoJustArrivedKnowsNothingOfTheDead() {
        // When
        contact.answered(millis(1_000));

        // Then
        assertThat(contact.lapsedLeasesAreOfTheDead(millis(1_000))).isFalse();
    }

    @Test
    void afterOneLeaseOfContactALapsedLeaseIsOfTheDead() {
        // When
        contact.answered(millis(1_000));
        contact.answered(millis(1_600));

        // Then
        assertThat(contact.lapsedLeasesAreOfTheDead(millis(1_600))).isTrue();
    }

    @Test
    void anOutageStartsTheGraceAgain() {
        // Given
        contact.answered(millis(1_000));
        contact.answered(millis(2_000));

        // When
        contact.failed(millis(2_500));
        contact.answered(millis(3_000));

        // Then
        assertThat(contact.lapsedLeasesAreOfTheDead(millis(3_000))).isFalse();
        contact.answered(millis(3_900));
        contact.answered(millis(4_100));
        assertThat(contact.lapsedLeasesAreOfTheDead(millis(4_100))).isTrue();
    }

    @Test
    void whoWasFrozenHasLostContactAlthoughNothingFailed() {
        // Given
        contact.answered(millis(1_000));
        contact.answered(millis(2_000));

        // When
        contact.answered(millis(60_000));

        // Then
        assertThat(contact.lapsedLeasesAreOfTheDead(millis(60_000))).isFalse();
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
