package org.downloadmanager.worker.execution;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.downloadmanager.worker.execution.ModelRules.BrokenRule;

/** Explores a model, exhaustively or at random. It reaches a state by taking the steps that lead there again. */
final class Explorer {

    private final Supplier<Model> start;

    Explorer(Supplier<Model> start) {
        this.start = start;
    }

    /** Every state within that many steps of the end of that story, nearest first: the first broken story is a shortest one. */
    Exploration exhaust(List<ModelStep> before, int depth) {
        Set<String> seen = new HashSet<>();
        List<Reached> nearest = List.of(reached(before));
        long transitions = 0;
        for (int far = 0; far < depth && !nearest.isEmpty(); far++) {
            List<Reached> farther = new ArrayList<>();
            for (Reached state : nearest) {
                for (ModelStep step : state.steps) {
                    List<ModelStep> story = new ArrayList<>(state.story);
                    story.add(step);
                    transitions++;
                    try {
                        Model model = start.get();
                        state.story.forEach(model::retake);
                        model.take(step);
                        if (seen.add(model.fingerprint())) {
                            farther.add(new Reached(story, model.steps()));
                            model.bringEverythingToItsEnd();
                        }
                    } catch (BrokenRule broken) {
                        return new Exploration(seen.size(), transitions, Optional.of(new Broken(story, broken)));
                    }
                }
            }
            nearest = farther;
        }
        return new Exploration(seen.size(), transitions, Optional.empty());
    }

    /** One random story of that length. */
    Optional<Broken> walk(long seed, int length) {
        Random random = new Random(seed);
        List<ModelStep> story = new ArrayList<>();
        try {
            Model model = start.get();
            for (int i = 0; i < length; i++) {
                List<ModelStep> steps = model.steps();
                if (steps.isEmpty()) {
                    break;
                }
                story.add(steps.get(random.nextInt(steps.size())));
                model.take(story.get(story.size() - 1));
            }
            model.bringEverythingToItsEnd();
            return Optional.empty();
        } catch (BrokenRule broken) {
            return Optional.of(shortened(new Broken(story, broken)));
        }
    }

    /** Leaves out every step without which the same rule still breaks. */
    private Broken shortened(Broken found) {
        Broken shortest = found;
        for (int i = found.story.size() - 1; i >= 0; i--) {
            if (i < shortest.story.size()) {
                List<ModelStep> shorter = new ArrayList<>(shortest.story);
                shorter.remove(i);
                shortest = retaken(shorter, shortest.broken.rule()).orElse(shortest);
            }
        }
        return shortest;
    }

    private Optional<Broken> retaken(List<ModelStep> story, String rule) {
        List<ModelStep> taken = new ArrayList<>();
        try {
            Model model = start.get();
            for (ModelStep step : story) {
                if (model.steps().contains(step)) {
                    taken.add(step);
                    model.take(step);
                }
            }
            model.bringEverythingToItsEnd();
        } catch (BrokenRule broken) {
            return broken.rule().equals(rule) ? Optional.of(new Broken(taken, broken)) : Optional.empty();
        }
        return Optional.empty();
    }

    private Reached reached(List<ModelStep> story) {
        Model model = start.get();
        story.forEach(model::take);
        return new Reached(story, model.steps());
    }

    /** A state of the model: the steps that lead there, and those that lead on. */
    private record Reached(List<ModelStep> story, List<ModelStep> steps) {}

    record Exploration(int states, long transitions, Optional<Broken> broken) {}

    /** The steps that broke a rule. */
    record Broken(List<ModelStep> story, BrokenRule broken) {

        @Override
        public String toString() {
            return story.stream().map(step -> "  " + step).collect(Collectors.joining("\n", "\n", "\n"))
                    + broken.getMessage();
        }
    }
}
