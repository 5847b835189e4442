package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A client that reconnects when its socket closes, as the page does, and checks that it sees no older state. */
final class ReconnectingWatch implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(5);
    private static final long FIRST_RETRY_MILLIS = 500;
    private static final long RETRY_CEILING_MILLIS = 30_000;

    /** The close code of a socket, and the time until every state seen before was seen again. */
    record Return(int code, Duration absence) {}

    private final Client client;
    private final Map<String, Download> seen = new HashMap<>();
    private final List<Return> returns = new CopyOnWriteArrayList<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<?> coming;
    private volatile Watch watch;

    ReconnectingWatch(Client client) {
        this.client = client;
        this.watch = client.watch();
        this.coming = thread.submit(this::comeBackForEver);
    }

    private Void comeBackForEver() throws InterruptedException, ExecutionException {
        while (true) {
            int code = watch.end().get();
            long closedAt = System.nanoTime();
            do {
                watch.messages().forEach(message -> seen.put(message.id(), message));
                watch = open();
                await("the state after a return").atMost(TIMEOUT).pollInterval(POLL)
                        .until(() -> watch.end().isDone() || isCurrent());
                assertThatNothingIsOlder();
            } while (!isCurrent());
            returns.add(new Return(code, Duration.ofNanos(System.nanoTime() - closedAt)));
        }
    }

    private Watch open() throws InterruptedException {
        for (int attempt = 0;; attempt++) {
            // With the delay of the page.
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current()
                    .nextLong(Math.min(RETRY_CEILING_MILLIS, FIRST_RETRY_MILLIS << attempt)));
            try {
                return client.watch();
            } catch (CompletionException refused) {
                // Not ready yet.
            }
        }
    }

    private boolean isCurrent() {
        return seen.keySet().stream().allMatch(id -> watch.of(id).findAny().isPresent());
    }

    private void assertThatNothingIsOlder() {
        seen.values().forEach(before -> watch.of(before.id()).findFirst().ifPresent(after -> {
            assertThat(after.version()).as("%s after %s", after, before).isGreaterThanOrEqualTo(before.version());
            assertThat(after.attempt()).as("%s after %s", after, before).isGreaterThanOrEqualTo(before.attempt());
        }));
    }

    /** The reconnections so far. */
    List<Return> returns() {
        failOnContradiction();
        return List.copyOf(returns);
    }

    /** The last state of a download. */
    Download untilEnd(String id) {
        return await("the end of " + id).atMost(TIMEOUT).until(
                () -> watch.of(id).filter(Download::isEnded).findFirst(), Optional::isPresent).orElseThrow();
    }

    private void failOnContradiction() {
        if (coming.isDone() && !coming.isCancelled()) {
            try {
                coming.get();
            } catch (ExecutionException e) {
                throw new AssertionError(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        failOnContradiction();
        thread.shutdownNow();
        watch.close();
    }
}
