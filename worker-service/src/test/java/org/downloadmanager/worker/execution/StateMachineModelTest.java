package org.downloadmanager.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.downloadmanager.downloads.SettableClock;
import org.downloadmanager.worker.execution.Explorer.Exploration;
import org.downloadmanager.worker.execution.Model.Bounds;
import org.downloadmanager.worker.execution.ModelStep.Move;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every story of a few workers, an owner and a store within a number of steps from several beginnings, and many longer
 * random ones. {@code -Dmodel.seed} repeats a random story, {@code -Dmodel.walks} sets how many there are, and
 * {@code -Dmodel.deeper} explores that many steps further.
 */
class StateMachineModelTest {

    private static final Logger EXECUTION = Logger.getLogger(Claim.class.getPackageName());

    private static final Bounds ONE = new Bounds(2, 1, 1, 1, 1, 1, 1, true);
    private static final Bounds TWO = new Bounds(2, 1, 2, 1, 1, 0, 1, false);
    private static final List<ModelStep> RUNNING = List.of(
            ModelStep.of(Move.SUBMIT, ModelStep.OWNER, 0), ModelStep.of(Move.COMMAND, 0, 0));
    private static final List<ModelStep> TAKEN_OVER = Stream.concat(RUNNING.stream(), Stream.of(
            ModelStep.of(Move.CHECKPOINT, 0, 0),
            ModelStep.of(Move.DUE, 1, 0), ModelStep.of(Move.GO_ON, 1, -1))).toList();
    private static final List<ModelStep> ISOLATED = Stream.concat(RUNNING.stream(), Stream.of(
            ModelStep.of(Move.CRASH, 0, -1),
            ModelStep.of(Move.DUE, 1, 0), ModelStep.of(Move.GO_ON, 1, -1), ModelStep.of(Move.CRASH, 1, -1),
            ModelStep.of(Move.DUE, 0, 0), ModelStep.of(Move.GO_ON, 0, -1),
            ModelStep.of(Move.SUBMIT, ModelStep.OWNER, 1), ModelStep.of(Move.COMMAND, 0, 1))).toList();

    @BeforeAll
    static void muteLogs() {
        EXECUTION.setLevel(Level.OFF);
    }

    @AfterAll
    static void restoreLogs() {
        EXECUTION.setLevel(null);
    }

    @Test
    void invariantsHoldForOneRequest() {
        explore(ONE, List.of(), 7, 10_000);
    }

    @Test
    void invariantsHoldForARunningDownload() {
        explore(ONE, RUNNING, 6, 20_000);
    }

    @Test
    void invariantsHoldForAStoreThatLosesEverything() {
        explore(new Bounds(2, 1, 1, 1, 1, 0, 0, false), RUNNING, 8, 10_000);
    }

    @Test
    void invariantsHoldForATakeoverFromAZombie() {
        explore(ONE, TAKEN_OVER, 6, 10_000);
    }

    @Test
    void invariantsHoldForTwoRequests() {
        explore(TWO, List.of(), 6, 1_000);
    }

    @Test
    void invariantsHoldForADrainedWorker() {
        explore(new Bounds(2, 2, 2, 2, 0, 0, 1, false), ISOLATED, 6, 10_000);
    }

    @Test
    void invariantsHoldForThreeWorkers() {
        explore(new Bounds(3, 2, 1, 1, 1, 0, 1, false), TAKEN_OVER, 6, 10_000);
    }

    @Test
    void invariantsHoldForRandomStories() {
        // Given
        long seed = Long.getLong("model.seed", 1);
        Explorer explorer = explorer(new Bounds(3, 2, 3, 2, 2, 3, 3, true));

        // When
        Optional<String> broken = LongStream.range(seed, seed + Integer.getInteger("model.walks", 2_000)).boxed()
                .flatMap(each -> explorer.walk(each, 80).map(story -> "-Dmodel.seed=" + each + story).stream())
                .findFirst();

        // Then
        assertThat(broken).isEmpty();
    }

    private static void explore(Bounds bounds, List<ModelStep> before, int depth, int atLeast) {
        // When
        Exploration exploration = explorer(bounds).exhaust(before, depth + Integer.getInteger("model.deeper", 0));

        // Then
        assertThat(exploration.broken()).isEmpty();
        assertThat(exploration.states()).as("states seen").isGreaterThan(atLeast);
    }

    private static Explorer explorer(Bounds bounds) {
        return new Explorer(() -> new Model(
                new ModelStore.InMemory(new SettableClock(Instant.ofEpochSecond(1_767_225_600))), bounds));
    }
}
