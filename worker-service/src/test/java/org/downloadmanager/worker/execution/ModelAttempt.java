package org.downloadmanager.worker.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.downloads.Segment;
import org.downloadmanager.downloads.StoredFile;
import org.downloadmanager.worker.execution.ModelStep.Move;

/** A worker's attempt: its claim, and all moves and answers of the store, from which the claim can be rebuilt. */
final class ModelAttempt {

    /** One move under a claim. */
    @FunctionalInterface
    private interface Deed {

        Optional<Download> on(Claim claim, FailureHandler failureHandler);
    }

    private final Download claimed;
    private final List<Deed> deeds = new ArrayList<>();
    private List<Object> answers = List.of();
    private Claim claim;
    private int reached;

    ModelAttempt(Download claimed, Claim claim) {
        this.claimed = claimed;
        this.claim = claim;
        this.reached = (int) claimed.retryState().checkpoint().map(done -> done.segments().get(0).length()).orElse(0L)
                .longValue();
    }

    Claim claim() {
        return claim;
    }

    int reached() {
        return reached;
    }

    List<Object> answers() {
        return answers;
    }

    /** The next move of this attempt, as a program that repeats all earlier moves first. */
    ModelJob.Program program(Move move, Model model) {
        reached += move == Move.CHECKPOINT ? 1 : 0;
        Deed next = deed(move, Progress.of(reached), checkpoint(reached));
        List<Deed> earlier = List.copyOf(deeds);
        deeds.add(next);
        return (ports, effects) -> {
            claim = model.claim(ports, claimed);
            FailureHandler unheard = model.failureHandler(model.reporter(ports, model.newEffects()));
            earlier.forEach(deed -> deed.on(claim, unheard));
            DownloadReporter reporter = model.reporter(ports, effects);
            Optional<Download> result = next.on(claim, model.failureHandler(reporter));
            if (!claim.isHeld()) {
                result.ifPresent(reporter::settled);
            }
            return result;
        };
    }

    void moved(List<Object> allAnswers) {
        answers = allAnswers;
    }

    private static Deed deed(Move move, Progress progress, Optional<Checkpoint> checkpoint) {
        return switch (move) {
            case RENEW, CHECKPOINT -> (claim, failures) -> claim.renew(progress, checkpoint);
            case COMPLETE -> (claim, failures) -> claim.complete(file(claim));
            case FAIL -> (claim, failures) -> failures.failed(claim, FailureHandler.GENERATION_FAILED);
            case HAND_OVER -> (claim, failures) -> claim.handOver(progress, checkpoint);
            case GIVE_UP -> (claim, failures) -> failures.giveUp(claim, FailureHandler.DEADLINE_EXCEEDED);
            default -> throw new IllegalArgumentException(move.toString());
        };
    }

    private static StoredFile file(Claim claim) {
        return new StoredFile(ModelRules.location(claim.epoch()), "flights.csv", "text/csv", 1,
                Math.max(1, claim.download().progress().done()), "00");
    }

    private Optional<Checkpoint> checkpoint(int length) {
        return claimed.retryState().checkpoint().filter(inherited -> inherited.segments().get(0).length() == length)
                .or(() -> Optional.of(length).filter(some -> some > 0).map(some -> new Checkpoint(
                        List.of(new Segment(String.valueOf(ModelRules.epoch(claimed)), some)), "row " + some)));
    }
}
