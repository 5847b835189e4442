package org.downloadmanager.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.downloadmanager.worker.execution.Slots.SlotPermit;
import org.junit.jupiter.api.Test;

class SlotsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Slots slots = new Slots(3);

    @Test
    void acquiringBeyondCapacityFails() {
        // When
        SlotPermit first = take();
        take();
        take();

        // Then
        assertThat(slots.tryAcquire()).isEmpty();
        first.release();
        assertThat(slots.tryAcquire()).isPresent();
    }

    @Test
    void aPermitReleasesItsSlotsOnce() {
        // Given
        SlotPermit permit = take();
        take();

        // When
        permit.release();
        permit.release();
        permit.releaseAllButOne();

        // Then
        assertThat(slots.free()).isEqualTo(2);
    }

    @Test
    void allSlotsAreAcquiredTogetherOrNotAtAll() throws InterruptedException {
        // Given
        SlotPermit one = take();

        // When
        Optional<SlotPermit> besideAnother = slots.tryAcquireAll(Duration.ZERO);
        one.release();
        Optional<SlotPermit> alone = slots.tryAcquireAll(Duration.ZERO);

        // Then
        assertThat(besideAnother).isEmpty();
        assertThat(alone).isPresent();
        assertThat(slots.tryAcquire()).isEmpty();
    }

    @Test
    void allSlotsButOneCanBeReleased() throws InterruptedException {
        // Given
        SlotPermit all = acquireAll();

        // When
        all.releaseAllButOne();
        all.releaseAllButOne();

        // Then
        assertThat(slots.free()).isEqualTo(2);
        all.release();
        assertThat(slots.free()).isEqualTo(3);
    }

    @Test
    void reservedSlotsAreAcquiredTogetherOnly() throws InterruptedException {
        // Given
        SlotPermit one = take();
        slots.reserve();

        // When
        Optional<SlotPermit> another = slots.tryAcquire();
        CompletableFuture<SlotPermit> all = CompletableFuture.supplyAsync(this::acquireAll);
        one.release();

        // Then
        assertThat(another).isEmpty();
        await().atMost(TIMEOUT).until(all::isDone);
        all.join().release();
        assertThat(slots.tryAcquire()).isEmpty();
        slots.endReservation();
        assertThat(slots.tryAcquire()).isPresent();
    }

    @Test
    void aStuckSlotIsNotWaitedFor() {
        // Given
        SlotPermit stuck = take();
        SlotPermit other = take();
        CompletableFuture<SlotPermit> all = CompletableFuture.supplyAsync(this::acquireAll);

        // When
        other.release();
        stuck.markStuck();

        // Then
        await().atMost(TIMEOUT).until(all::isDone);
        assertThat(slots.stuck()).isEqualTo(1);
        assertThat(slots.free()).isZero();
        all.join().release();
        assertThat(slots.free()).isEqualTo(2);
    }

    @Test
    void aStuckSlotCanBeReleased() {
        // Given
        SlotPermit stuck = take();
        stuck.markStuck();

        // When
        stuck.release();

        // Then
        assertThat(slots.stuck()).isZero();
        assertThat(slots.free()).isEqualTo(3);
    }

    @Test
    void noSlotCanBeAcquiredWhenAllAreStuck() throws InterruptedException {
        // When
        acquireAll().markStuck();

        // Then
        assertThat(slots.stuck()).isEqualTo(3);
        assertThat(slots.tryAcquireAll(Duration.ZERO)).isEmpty();
    }

    private SlotPermit take() {
        return slots.tryAcquire().orElseThrow();
    }

    private SlotPermit acquireAll() {
        try {
            return slots.tryAcquireAll(TIMEOUT).orElseThrow();
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }
}
