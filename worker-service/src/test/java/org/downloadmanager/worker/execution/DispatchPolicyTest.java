package org.downloadmanager.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.downloadmanager.downloads.DownloadFixtures.aPendingDownload;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.RetryState;
import org.downloadmanager.worker.execution.DispatchPolicy.WorkerSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The decisions of a worker that gives up after three expired leases, and may be drained after a wait of one minute. */
class DispatchPolicyTest {

    private static final Duration WAIT_BEFORE_DRAIN = Duration.ofMinutes(1);

    private final TestConfig config = new TestConfig(2).withIsolationWait(WAIT_BEFORE_DRAIN);
    private final DispatchPolicy policy = new DispatchPolicy(new RetryPolicy(config.retry(), bound -> bound - 1));

    @ParameterizedTest
    @CsvSource(useHeadersInDisplayName = true, delimiter = '|', textBlock = """
            DOWNLOAD | EXPIRED LEASES | SINCE       | DEADLINE | CONTACT  | WORKER        | DECISION
            pending  | 0              | just now    | ahead    | unbroken | runs others   | start
            pending  | 0              | just now    | ahead    | broken   | runs others   | start
            pending  | 1              | just now    | ahead    | unbroken | runs others   | start
            pending  | 2              | just now    | ahead    | unbroken | runs others   | start isolated, else wait
            pending  | 2              | just now    | ahead    | broken   | runs others   | start isolated, else wait
            pending  | 2              | one minute  | ahead    | unbroken | runs others   | start isolated, else drain
            pending  | 2              | one minute  | ahead    | broken   | runs others   | start isolated, else drain
            pending  | 2              | one minute  | ahead    | unbroken | runs isolated | start isolated, else wait
            pending  | 0              | just now    | past     | unbroken | runs others   | give up: deadline-exceeded
            pending  | 2              | one minute  | past     | broken   | runs isolated | give up: deadline-exceeded
            leased   | 0              | just now    | ahead    | unbroken | runs others   | start with 1 expired
            leased   | 1              | just now    | ahead    | unbroken | runs others   | postpone by 40 ms with 2 expired
            leased   | 2              | just now    | ahead    | unbroken | runs others   | give up: worker-lost
            leased   | 0              | just now    | ahead    | broken   | runs others   | skip
            leased   | 1              | one minute  | ahead    | broken   | runs others   | skip
            leased   | 2              | one minute  | ahead    | broken   | runs others   | skip
            leased   | 0              | just now    | past     | unbroken | runs others   | give up: deadline-exceeded
            leased   | 0              | just now    | past     | broken   | runs others   | give up: deadline-exceeded
            """)
    void aDueDownloadIsDecided(String state, int expiredLeases, String since, String deadline, String contact,
            String worker, String decision) {
        // Given
        Download due = download(state, expiredLeases);
        Instant now = deadline.equals("past")
                ? due.deadline().plusMillis(1)
                : due.updatedAt().plus(since.equals("one minute") ? WAIT_BEFORE_DRAIN : Duration.ZERO);

        // When
        Decision decided = policy.onDue(due,
                new WorkerSnapshot(contact.equals("unbroken"), worker.equals("runs isolated")), now);

        // Then
        assertThat(inWords(due, decided)).isEqualTo(decision);
    }

    @Test
    void aCommandStartsUntilItsDeadline() {
        // Given
        Download command = aPendingDownload();

        // When
        Decision inTime = policy.onCommand(command, command.deadline());
        Decision late = policy.onCommand(command, command.deadline().plusMillis(1));

        // Then
        assertThat(inTime).isEqualTo(new Decision.Start(command));
        assertThat(late).isEqualTo(new Decision.Skip());
    }

    private static Download download(String state, int expiredLeases) {
        Download download = aPendingDownload();
        for (int i = 0; i < expiredLeases; i++) {
            download = claimed(download).expireLease().orElseThrow().recorded(download.version() + 2);
        }
        return state.equals("leased") ? claimed(download) : download;
    }

    private static Download claimed(Download pending) {
        return pending.claim("worker-1").orElseThrow().recorded(pending.version() + 1);
    }

    private static String inWords(Download due, Decision decision) {
        return decision.fold(
                start -> "start" + withExpired(due, start.pending()),
                isolated -> "start isolated, else " + isolated.whenBusy().name().toLowerCase(Locale.ROOT),
                postpone -> "postpone by " + postpone.backoff().toMillis() + " ms"
                        + withExpired(due, postpone.pending()),
                giveUp -> "give up: " + giveUp.reason().code(),
                skip -> "skip");
    }

    private static String withExpired(Download due, Download next) {
        RetryState retryState = next.retryState();
        return retryState.equals(due.retryState())
                ? ""
                : " with %d expired".formatted(retryState.expiredLeases());
    }
}
