package org.downloadmanager.downloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.downloadmanager.downloads.DownloadFixtures.CHECKPOINT;
import static org.downloadmanager.downloads.DownloadFixtures.FAILURE;
import static org.downloadmanager.downloads.DownloadFixtures.FILE;
import static org.downloadmanager.downloads.DownloadFixtures.aCancelledDownload;
import static org.downloadmanager.downloads.DownloadFixtures.aFailedDownload;
import static org.downloadmanager.downloads.DownloadFixtures.aPendingDownload;
import static org.downloadmanager.downloads.DownloadFixtures.aProcessingDownload;
import static org.downloadmanager.downloads.DownloadFixtures.aReadyDownload;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DownloadTest {

    private record Move(String name, Function<Download, Optional<Download>> apply) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Move> MOVES = List.of(
            new Move("claim", download -> download.claim("worker-2")),
            new Move("advance", download -> download.advance(Progress.of(7, 10), Optional.of(CHECKPOINT))),
            new Move("handOver", Download::handOver),
            new Move("expireLease", Download::expireLease),
            new Move("retry", Download::retry),
            new Move("complete", download -> download.complete(FILE)),
            new Move("fail", download -> download.fail(FAILURE)),
            new Move("cancel", Download::cancel));

    /** Every move from every state and its result; empty when the state does not offer the move. */
    static Stream<Arguments> everyMove() {
        return Stream.of(
                leads(aPendingDownload(), "PROCESSING", "", "", "", "", "", "ERROR", "CANCELLED"),
                leads(aProcessingDownload(), "", "PROCESSING", "PENDING", "PENDING", "PENDING", "READY", "ERROR",
                        "CANCELLED"),
                leads(aReadyDownload(), "", "", "", "", "", "", "", ""),
                leads(aFailedDownload(), "", "", "", "", "", "", "", ""),
                leads(aCancelledDownload(), "", "", "", "", "", "", "", ""))
                .flatMap(Function.identity());
    }

    private static Stream<Arguments> leads(Download from, String... to) {
        return Stream.iterate(0, i -> i < MOVES.size(), i -> i + 1)
                .map(i -> Arguments.of(from, MOVES.get(i), to[i]));
    }

    @ParameterizedTest(name = "{1} -> {2}")
    @MethodSource("everyMove")
    void onlyLegalMovesExist(Download from, Move move, String expected) {
        // When
        Optional<Download> moved = move.apply().apply(from);

        // Then
        assertThat(moved.map(Download::stateName).orElse("")).isEqualTo(expected);
    }

    @Test
    void aClaimCountsAnAttemptAndAHandOverDoesNotCountAgainstTheDownload() {
        // When
        Download again = aProcessingDownload().handOver().orElseThrow().claim("worker-2").orElseThrow();

        // Then
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.retryState()).isEqualTo(RetryState.NONE);
    }

    @Test
    void expiredLeasesAndFailuresAreCountedUntilANewCheckpoint() {
        // Given
        Download suffering = aProcessingDownload()
                .expireLease().orElseThrow().claim("worker-2").orElseThrow()
                .retry().orElseThrow().claim("worker-3").orElseThrow();

        // When
        Download further = suffering.advance(Progress.of(5), Optional.of(CHECKPOINT)).orElseThrow();

        // Then
        assertThat(suffering.retryState()).isEqualTo(new RetryState(Optional.empty(), 1, 1));
        assertThat(further.retryState()).isEqualTo(new RetryState(Optional.of(CHECKPOINT), 0, 0));
    }

    @Test
    void theSameCheckpointDoesNotResetTheCounters() {
        // Given
        Download expired = aProcessingDownload().advance(Progress.of(5), Optional.of(CHECKPOINT)).orElseThrow()
                .expireLease().orElseThrow().claim("worker-2").orElseThrow();

        // When
        Download noFurther = expired.advance(Progress.of(5), Optional.of(CHECKPOINT)).orElseThrow();

        // Then
        assertThat(noFurther.retryState().expiredLeases()).isEqualTo(1);
    }

    @Test
    void aCheckpointOutlivesTheAttempt() {
        // When
        Download resumed = aProcessingDownload().advance(Progress.of(5), Optional.of(CHECKPOINT)).orElseThrow()
                .expireLease().orElseThrow().claim("worker-2").orElseThrow();

        // Then
        assertThat(resumed.retryState().checkpoint()).contains(CHECKPOINT);
    }

    @Test
    void progressNeverGoesBackwards() {
        // Given
        Download seen = aProcessingDownload().advance(Progress.of(8, 10), Optional.empty()).orElseThrow();

        // When
        Download resumed = seen.expireLease().orElseThrow().claim("worker-2").orElseThrow()
                .advance(Progress.of(5, 10), Optional.empty()).orElseThrow();

        // Then
        assertThat(resumed.progress().done()).isEqualTo(8);
        assertThat(resumed.progress().percent()).hasValue(80);
    }

    @Test
    void aHundredPercentIsReachedOnlyWhenAllRowsAreDone() {
        assertThat(Progress.of(999_999, 1_000_000).percent()).hasValue(99);
        assertThat(Progress.of(1_000_000, 1_000_000).percent()).hasValue(100);
        assertThat(Progress.of(0, 0).percent()).hasValue(100);
        assertThat(Progress.of(5).percent()).isEmpty();
    }
}
