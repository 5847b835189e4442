package org.downloadmanager.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.downloadmanager.worker.execution.Slots.Share;
import org.junit.jupiter.api.Test;

class SlotsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Slots slots = new Slots(3);

    @Test
    void thereAreAsManyAsThereAre() {
        // When
        Share first = take();
        take();
        take();

        // Then
        assertThat(slots.takeOne()).isEmpty();
        first.giveBack();
        assertThat(slots.takeOne()).isPresent();
    }

    @Test
    void whatIsGivenBackTwiceIsBackOnce() {
        // Given
        Share share = take();
        take();

        // When
        share.giveBack();
        share.giveBack();
        share.giveBackAllButOne();

        // Then
        assertThat(slots.free()).isEqualTo(2);
    }

    @Test
    void allAreTakenOnlyTogether() throws InterruptedException {
        // Given
        Share one = take();

        // When
        Optional<Share> besideAnother = slots.takeAll(Duration.ZERO);
        one.giveBack();
        Optional<Share> alone = slots.takeAll(Duration.ZERO);

        // Then
        assertThat(besideAnother).isEmpty();
        assertThat(alone).isPresent();
        assertThat(slots.takeOne()).isEmpty();
    }

    @Test
    void whoHasAllCanGiveBackAllButOne() throws InterruptedException {
        // Given
        Share all = takeAll();

        // When
        all.giveBackAllButOne();
        all.giveBackAllButOne();

        // Then
        assertThat(slots.free()).isEqualTo(2);
        all.giveBack();
        assertThat(slots.free()).isEqualTo(3);
    }

    @Test
    void reservedSlotsAreTakenByNobodyButWhoeverTakesAll() throws InterruptedException {
        // Given
        Share one = take();
        slots.reserve();

        // When
        Optional<Share> another = slots.takeOne();
        CompletableFuture<Share> all = CompletableFuture.supplyAsync(this::takeAll);
        one.giveBack();

        // Then
        assertThat(another).isEmpty();
        await().atMost(PATIENCE).until(all::isDone);
        all.join().giveBack();
        assertThat(slots.takeOne()).isEmpty();
        slots.endReservation();
        assertThat(slots.takeOne()).isPresent();
    }

    @Test
    void nobodyWaitsForALostSlot() {
        // Given
        Share deaf = take();
        Share other = take();
        CompletableFuture<Share> all = CompletableFuture.supplyAsync(this::takeAll);

        // When
        other.giveBack();
        deaf.lose();

        // Then
        await().atMost(PATIENCE).until(all::isDone);
        assertThat(slots.lost()).isEqualTo(1);
        assertThat(slots.free()).isZero();
        all.join().giveBack();
        assertThat(slots.free()).isEqualTo(2);
    }

    @Test
    void aLostSlotCanComeBack() {
        // Given
        Share deaf = take();
        deaf.lose();

        // When
        deaf.giveBack();

        // Then
        assertThat(slots.lost()).isZero();
        assertThat(slots.free()).isEqualTo(3);
    }

    @Test
    void whenAllAreLostNothingIsLeftToTake() throws InterruptedException {
        // When
        takeAll().lose();

        // Then
        assertThat(slots.lost()).isEqualTo(3);
        assertThat(slots.takeAll(Duration.ZERO)).isEmpty();
    }

    private Share take() {
        return slots.takeOne().orElseThrow();
    }

    private Share takeAll() {
        try {
            return slots.takeAll(PATIENCE).orElseThrow();
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }
}
