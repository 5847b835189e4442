package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.WebSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** An open socket that records every message and checks that no download ever takes a step back. */
final class Watch implements WebSocket.Listener, AutoCloseable {

    /** The close code of a connection without a close frame. */
    static final int LOST = 1006;

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    /** Short, because tests inject faults at a certain message. */
    private static final Duration POLL = Duration.ofMillis(5);

    private final List<Download> messages = new CopyOnWriteArrayList<>();
    private final Map<String, Download> newest = new HashMap<>();
    private final StringBuilder received = new StringBuilder();
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private volatile AssertionError contradiction;
    private volatile WebSocket socket;

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        opened.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        received.append(part);
        if (last) {
            hear(received.toString());
            received.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        end.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable cause) {
        end.complete(LOST);
    }

    private void hear(String message) {
        try {
            Download now = Download.parse(message);
            Download before = newest.put(now.id(), now);
            if (before != null) {
                assertThat(before.removed()).as("nothing is heard of a removed download: %s", now).isFalse();
                assertGoesForward(before, now);
            }
            messages.add(now);
        } catch (AssertionError e) {
            contradiction = e;
        }
    }

    private static void assertGoesForward(Download before, Download now) {
        if (now.removed()) {
            assertThat(now.version()).isGreaterThanOrEqualTo(before.version());
            return;
        }
        assertThat(now.version()).as("version of %s after %s", now, before).isGreaterThan(before.version());
        assertThat(before.isEnded()).as("%s is the end, but %s follows", before, now).isFalse();
        assertThat(now.attempt()).as("attempt of %s after %s", now, before).isGreaterThanOrEqualTo(before.attempt());
        assertThat(now.progress().done()).as("progress of %s after %s", now, before)
                .isGreaterThanOrEqualTo(before.progress().done());
    }

    /** All messages so far. */
    List<Download> messages() {
        failOnContradiction();
        return List.copyOf(messages);
    }

    Stream<Download> of(String id) {
        return messages().stream().filter(message -> message.id().equals(id));
    }

    /** The first message about the download that matches. */
    Download until(String id, Predicate<Download> wanted) {
        return await("the wanted message about " + id).atMost(TIMEOUT).pollInterval(POLL)
                .until(() -> of(id).filter(wanted).findFirst(), Optional::isPresent).orElseThrow();
    }

    /** The first message that the download is processing with that much progress. */
    Download untilRunning(String id, long done) {
        return untilRunning(id, message -> message.hasDone(done));
    }

    /**
     * The first message that the download is processing and matches. Fails when it has ended before: then it is too
     * late for a fault, and the test needs a longer file.
     */
    Download untilRunning(String id, Predicate<Download> wanted) {
        Download running = until(id, message -> message.isEnded() || message.isProcessing() && wanted.test(message));
        assertThat(running.isEnded()).as("whether it had ended before it was seen to run: %s", running).isFalse();
        return running;
    }

    /** The last state of the download. */
    Download untilEnd(String id) {
        return until(id, Download::isEnded);
    }

    /** The close code of the other side, or {@link #LOST}. */
    CompletableFuture<Integer> end() {
        return end;
    }

    /** Waits for the close code. */
    int untilClosed() {
        return end.copy().orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
    }

    private void failOnContradiction() {
        if (contradiction != null) {
            throw contradiction;
        }
    }

    @Override
    public void close() {
        socket.abort();
        failOnContradiction();
    }
}
