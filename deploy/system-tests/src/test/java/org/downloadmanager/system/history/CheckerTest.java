package org.downloadmanager.system.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.downloadmanager.system.history.Entry.Accepted;
import org.downloadmanager.system.history.Entry.Answered;
import org.downloadmanager.system.history.Entry.Broken;
import org.downloadmanager.system.history.Entry.Expectation;
import org.downloadmanager.system.history.Entry.Fetched;
import org.downloadmanager.system.history.Entry.LeftOver;
import org.downloadmanager.system.history.Entry.Removed;
import org.downloadmanager.system.history.Entry.Seen;
import org.downloadmanager.system.history.Violation.Promise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckerTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String FILE = "5af1";
    private static final Expectation READY = new Expectation(Set.of("READY"), FILE);

    private final History history = new History();

    @Test
    void aGoodHistoryViolatesNothing() {
        accepted("one", 10);
        seen("socket", "one", "PROCESSING", 11, 1, 0);
        seen("rest", "one", "PROCESSING", 12, 1, 5);
        seen("socket", "one", "PENDING", 13, 1, 5);
        seen("socket", "one", "PROCESSING", 14, 2, 5);
        // Observations of others do not matter for this observer.
        seen("rest", "one", "PENDING", 13, 1, 5);
        ready("one", 15);
        accepted("two", 16);
        ready("two", 17);
        history.add(new Answered(at(1), at(1), "rest", "POST", 202));

        assertThat(Checker.check(history)).isEmpty();
    }

    @Test
    void aDownloadThatNeverEndsIsALoss() {
        accepted("one", 10);
        seen("rest", "one", "PROCESSING", 11, 1, 0);

        assertViolates(Promise.ENDS_ONCE);
    }

    @Test
    void aRemovedDownloadCountsAsEnded() {
        accepted("one", 10);
        history.add(new Removed(at(11), "one"));
        accepted("two", 12);
        seen("rest", "two", "READY", 13, 1, 9);
        history.add(new Removed(at(14), "two"));

        assertThat(Checker.check(history)).isEmpty();
    }

    @Test
    void twoEndsAreAViolation() {
        accepted("one", 10);
        ready("one", 11);
        seen("another", "one", "ERROR", 12, 1, 0);

        assertViolates(Promise.ENDS_ONCE);
    }

    @Test
    void theSameEndSeenTwiceIsOne() {
        accepted("one", 10);
        ready("one", 11);
        seen("another", "one", "READY", 11, 1, 9);

        assertThat(Checker.check(history)).isEmpty();
    }

    @Test
    void aChangeAfterAnEndIsAViolation() {
        accepted("one", 10);
        ready("one", 11);
        seen("another", "one", "PROCESSING", 12, 2, 9);

        assertViolates(Promise.ENDS_ONCE);
    }

    @ParameterizedTest
    @ValueSource(strings = { "ERROR", "CANCELLED" })
    void anUnexplainedEndIsALoss(String state) {
        accepted("one", 10);
        seen("rest", "one", state, 11, 1, 0);

        assertViolates(Promise.ENDS_ONCE);
    }

    @Test
    void anEndThatTheRequestExplainsIsNoLoss() {
        history.add(new Accepted(at(10), "ann", state("rest", "one", "PENDING", 10, 0, 0),
                new Expectation(Set.of("ERROR"), null)));
        seen("rest", "one", "ERROR", 11, 1, 0);

        assertThat(Checker.check(history)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "PROCESSING,11,2,5", "PENDING,12,2,5", "PROCESSING,13,1,5", "PROCESSING,13,2,4" })
    void aStepBackIsAViolation(String state, long version, int attempt, long done) {
        accepted("one", 10);
        seen("socket", "one", "PROCESSING", 12, 2, 5);
        seen("socket", "one", state, version, attempt, done);
        ready("one", 20);

        assertViolates(Promise.NEVER_BACKWARDS);
    }

    @Test
    void aRemovedDownloadThatReappearsIsAViolation() {
        accepted("one", 10);
        ready("one", 11);
        history.add(new Seen(at(12), "socket", "one", "READY", 11, 1, null, 9, true, FILE));
        seen("socket", "one", "READY", 11, 1, 9);

        assertViolates(Promise.NEVER_BACKWARDS);
    }

    @Test
    void twoActiveDownloadsViolateTheLimit() {
        accepted("one", 10);
        accepted("two", 11);
        ready("one", 12);
        ready("two", 13);

        assertViolates(Promise.ONE_AT_A_TIME);
    }

    @Test
    void theSameDownloadAcceptedTwiceIsOne() {
        accepted("one", 10);
        accepted("one", 11);
        ready("one", 12);

        assertThat(Checker.check(history)).isEmpty();
    }

    @Test
    void aReadyFileThatWasNeverFetchedIsAViolation() {
        accepted("one", 10);
        seen("rest", "one", "READY", 11, 1, 9);

        assertViolates(Promise.RIGHT_FILE);
    }

    @Test
    void everyByteOfTheFileCounts() {
        accepted("one", 10);
        seen("rest", "one", "READY", 11, 1, 9);
        history.add(new Fetched(at(12), "one", 9, "another"));

        assertViolates(Promise.RIGHT_FILE);
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 400, 404, 500, 503 })
    void aFailedAnswerWithoutAFaultIsAViolation(int status) {
        history.add(new Answered(at(1), at(2), "rest", "GET", status));

        assertViolates(Promise.ANSWERED);
    }

    @ParameterizedTest
    @CsvSource({ "503,true", "0,true", "500,false", "404,false" })
    void aFaultExcusesNoAnswerButNotAWrongAnswer(int status, boolean excused) {
        broken(Fault.REDIS_KILLED, 1, 5);
        history.add(new Answered(at(2), at(3), "rest", "GET", status));

        assertThat(Checker.check(history)).hasSize(excused ? 0 : 1);
    }

    @Test
    void aFaultExcusesNothingLongAfterItsEnd() {
        broken(Fault.REDIS_KILLED, 1, 5);
        history.add(new Answered(at(60), at(61), "rest", "GET", 503));

        assertViolates(Promise.ANSWERED);
    }

    @Test
    void leftOverKeysAreAViolation() {
        history.add(new LeftOver(at(9), List.of()));
        assertThat(Checker.check(history)).isEmpty();

        history.add(new LeftOver(at(9), List.of("a key without an end")));
        assertViolates(Promise.NOTHING_LEFT);
    }

    @Test
    void anEmptyRedisMayForgetEndedDownloadsAndRestartActiveOnes() {
        accepted("one", 10);
        ready("one", 12);
        accepted("two", 13);
        seen("socket", "two", "PROCESSING", 14, 2, 7);
        broken(Fault.REDIS_EMPTIED, 15, 16);
        history.add(new Answered(at(17), at(17), "rest", "GET", 404));
        seen("rest", "one", "PROCESSING", 18, 1, 0);
        accepted("three", 19);
        seen("socket", "two", "PROCESSING", 20, 1, 0);
        ready("one", 21);
        ready("two", 22);
        ready("three", 23);

        assertThat(Checker.check(history)).isEmpty();
    }

    @Test
    void anEmptyRedisMayRestoreARemovedDownloadInItsLatestState() {
        accepted("one", 10);
        ready("one", 11);
        history.add(new Seen(at(12), "socket", "one", "READY", 12, 1, null, 9, true, FILE));
        broken(Fault.REDIS_EMPTIED, 15, 16);
        seen("socket", "one", "PROCESSING", 18, 1, 0);
        ready("one", 21);
        assertThat(Checker.check(history)).isEmpty();

        history.add(new Seen(at(22), "socket", "one", "READY", 11, 1, null, 9, false, FILE));
        assertViolates(Promise.NEVER_BACKWARDS);
    }

    @Test
    void anEmptyRedisExcusesNothingBeforeOrAfterIt() {
        accepted("one", 10);
        seen("rest", "one", "PROCESSING", 11, 1, 0);
        accepted("two", 12);
        seen("rest", "two", "PROCESSING", 13, 1, 0);
        broken(Fault.REDIS_EMPTIED, 60, 61);

        assertThat(Checker.check(history)).extracting(Violation::promise)
                .containsExactlyInAnyOrder(Promise.ENDS_ONCE, Promise.ENDS_ONCE, Promise.ONE_AT_A_TIME);
    }

    private void accepted(String id, long version) {
        history.add(new Accepted(at(version), "ann", state("rest", id, "PENDING", version, 0, 0), READY));
    }

    private void seen(String observer, String id, String state, long version, int attempt, long done) {
        history.add(state(observer, id, state, version, attempt, done));
    }

    private static Seen state(String observer, String id, String state, long version, int attempt, long done) {
        return new Seen(at(version), observer, id, state, version, attempt, "worker-1", done, false,
                state.equals("READY") ? FILE : null);
    }

    private void ready(String id, long version) {
        seen("rest", id, "READY", version, 2, 9);
        history.add(new Fetched(at(version), id, 9, FILE));
    }

    private void broken(Fault fault, long from, long until) {
        history.add(new Broken(at(from), at(until), fault, "redis"));
    }

    private void assertViolates(Promise promise) {
        assertThat(Checker.check(history)).isNotEmpty().extracting(Violation::promise).containsOnly(promise);
    }

    private static Instant at(long second) {
        return START.plusSeconds(second);
    }
}
