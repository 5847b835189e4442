package org.downloadmanager.worker.execution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.downloadmanager.downloads.ConcurrencyLimit;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.DownloadPage;
import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.IdempotencyKey;
import org.downloadmanager.downloads.Limits;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.downloads.Placement;
import org.downloadmanager.downloads.StoreUnavailableException;
import org.downloadmanager.downloads.Submission;
import org.downloadmanager.downloads.WorkQueue;

/**
 * The store as seen by one actor that can be frozen before each of its calls, for as long as a test likes. The actor runs
 * from its start again for every further call: earlier answers come from memory, one call reaches the store, and the call
 * after that ends the run with {@link Frozen}.
 */
final class FreezablePorts implements Downloads, WorkQueue {

    private static final Object LOST = new Object();

    private final Downloads downloads;
    private final WorkQueue queue;
    private final List<Object> answers = new ArrayList<>();
    private int next;
    private boolean mayCall;
    private boolean isAnswered;

    FreezablePorts(Downloads downloads, WorkQueue queue, List<Object> answeredBefore) {
        this.downloads = downloads;
        this.queue = queue;
        this.answers.addAll(answeredBefore);
    }

    /** @param answered whether the answer to the further call arrives; the call itself always reaches the store */
    void beginAgain(boolean answered) {
        next = 0;
        mayCall = true;
        isAnswered = answered;
    }

    List<Object> answers() {
        return List.copyOf(answers);
    }

    /** The last answer that arrived, if it was a download. */
    Optional<Download> lastAnswer() {
        Object last = answers.isEmpty() ? LOST : answers.get(answers.size() - 1);
        return last instanceof Optional<?> optional ? optional.map(Download.class::cast) : Optional.empty();
    }

    @Override
    public Submission submit(Download download, Optional<IdempotencyKey> key, Limits limits) {
        return (Submission) call("submit", Optional.of(download), () -> downloads.submit(download, key, limits));
    }

    @Override
    public Optional<Download> find(Owner owner, DownloadId id) {
        return download(call("find", Optional.empty(), () -> downloads.find(owner, id)));
    }

    @Override
    public Optional<Download> replace(Download with, Placement placement) {
        return download(call("replace", Optional.of(with), () -> downloads.replace(with, placement)));
    }

    @Override
    public boolean remove(Download seen) {
        return (Boolean) call("remove", Optional.of(seen), () -> downloads.remove(seen));
    }

    @Override
    public Optional<Download> restore(Download lost, Placement placement) {
        return download(call("restore", Optional.of(lost), () -> queue.restore(lost, placement)));
    }

    @Override
    public Optional<Download> claim(Download claimed, Duration lease, Optional<ConcurrencyLimit> limit) {
        return download(call("replace", Optional.of(claimed), () -> queue.claim(claimed, lease, limit)));
    }

    @Override
    public Optional<Download> find(DownloadId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DownloadPage page(Owner owner, OptionalLong from, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Due due(int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<TrackingStatus> statuses(List<Key> wanted) {
        return ((List<?>) call("standings", Optional.empty(), () -> queue.statuses(wanted))).stream()
                .map(TrackingStatus.class::cast).toList();
    }

    @Override
    public void wake() {
        // A hint: nothing is lost with it.
    }

    @Override
    public boolean awaitWake(Duration atMost) {
        throw new UnsupportedOperationException();
    }

    private Object call(String name, Optional<Download> subject, Supplier<Object> request) {
        if (next == answers.size()) {
            if (!mayCall) {
                throw new Frozen(name, subject);
            }
            mayCall = false;
            Object answer = request.get();
            answers.add(isAnswered ? answer : LOST);
        }
        Object answer = answers.get(next++);
        if (answer == LOST) {
            // A retry after a pause need not wait here.
            LockSupport.unpark(Thread.currentThread());
            throw new StoreUnavailableException("answer lost", null);
        }
        return answer;
    }

    private static Optional<Download> download(Object answer) {
        return ((Optional<?>) answer).map(Download.class::cast);
    }

    /** The actor is frozen before this call. An error, so that no code under test handles it. */
    static final class Frozen extends Error {

        private final String call;
        private final transient Optional<Download> subject;

        private Frozen(String call, Optional<Download> subject) {
            super(call, null, false, false);
            this.call = call;
            this.subject = subject;
        }

        String call() {
            return call;
        }

        Optional<Download> subject() {
            return subject;
        }
    }
}
