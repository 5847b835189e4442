package org.downloadmanager.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.downloadmanager.system.history.Entry.Accepted;
import org.downloadmanager.system.history.Entry.Answered;
import org.downloadmanager.system.history.Entry.Expectation;
import org.downloadmanager.system.history.Entry.Fetched;
import org.downloadmanager.system.history.Entry.Removed;
import org.downloadmanager.system.history.Entry.Seen;
import org.downloadmanager.system.history.History;

/**
 * A client that requests one file after another, watches over a socket and REST, fetches ready files, sometimes cancels,
 * and records everything. It repeats unanswered requests, as the page does.
 */
final class SoakUser implements Runnable {

    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final long LOOK_MILLIS = 500;
    private static final long PAUSE_MILLIS = 300;
    private static final String GONE = "DELETE";

    private final String name;
    private final Client client;
    private final List<SoakOrder> menu;
    private final Random random;
    private final Instant until;
    private final History history;
    private final Path directory;
    private final Map<String, Seen> newest = new ConcurrentHashMap<>();
    private volatile boolean gone;

    SoakUser(String name, Client client, List<SoakOrder> menu, Random random, Instant until, History history,
            Path directory) {
        this.name = name;
        this.client = client;
        this.menu = menu;
        this.random = random;
        this.until = until;
        this.history = history;
        this.directory = directory;
    }

    @Override
    public void run() {
        try {
            listen();
            while (Instant.now().isBefore(until)) {
                askForAFile();
                pause(random.nextLong(PAUSE_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            gone = true;
        }
    }

    private void askForAFile() throws InterruptedException {
        SoakOrder order = SoakOrder.choose(menu, random);
        boolean fickle = random.nextInt(12) == 0;
        boolean tidy = random.nextInt(3) == 0;
        long thinking = random.nextLong(2_000);
        Expectation expectation = fickle ? order.ifCancelled() : order.expectation();
        String key = new UUID(random.nextLong(), random.nextLong()).toString();
        String id = untilAccepted(order.body(), key, expectation);
        if (fickle) {
            pause(thinking);
            if (isRemoved(id)) {
                return;
            }
        }
        Optional<Seen> end = untilEnd(id);
        if (end.isPresent() && end.get().state().equals("READY")) {
            fetch(id);
        }
        if (end.isPresent() && tidy) {
            isRemoved(id);
        }
    }

    /** Cancels the download, or removes it if it has ended. */
    private boolean isRemoved(String id) throws InterruptedException {
        Instant asked = Instant.now();
        boolean removed = untilAnswered(GONE, () -> client.delete(id)).statusCode() != 200;
        if (removed) {
            history.add(new Removed(asked, id));
        }
        return removed;
    }

    private String untilAccepted(String body, String key, Expectation expectation) throws InterruptedException {
        while (true) {
            HttpResponse<String> answer = untilAnswered("POST", () -> client.post(body, "Idempotency-Key", key));
            if (answer.statusCode() == 202) {
                Seen said = seen("rest", Download.parse(answer.body()));
                history.add(new Accepted(said.at(), name, said, expectation));
                return said.id();
            }
            pause(PAUSE_MILLIS);
        }
    }

    /** The state in REST, read again after each socket message or some time. */
    private Optional<Seen> untilEnd(String id) throws InterruptedException {
        Instant giveUpAt = Instant.now().plus(TIMEOUT);
        while (Instant.now().isBefore(giveUpAt)) {
            HttpResponse<String> answer = untilAnswered("GET", () -> client.ask("/api/downloads/" + id));
            if (answer.statusCode() == 200) {
                Seen now = seen("rest", Download.parse(answer.body()));
                if (now.isEnded()) {
                    return Optional.of(now);
                }
            } else if (newest.containsKey(id) && newest.get(id).isEnded()) {
                return Optional.of(newest.get(id));
            }
            long look = System.nanoTime();
            while (System.nanoTime() - look < TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)
                    && !(newest.containsKey(id) && newest.get(id).isEnded())) {
                pause(20);
            }
        }
        return Optional.empty();
    }

    private void fetch(String id) throws InterruptedException {
        Instant giveUpAt = Instant.now().plus(TIMEOUT);
        while (Instant.now().isBefore(giveUpAt)) {
            HttpResponse<String> answer = untilAnswered("GET", () -> client.ask("/api/downloads/" + id));
            if (answer.statusCode() == 404) {
                // The checker decides whether it may be missing.
                return;
            }
            Download ready = Download.parse(answer.body());
            if (ready.file() == null) {
                // Redis has lost its end, and it is generated again.
                return;
            }
            Instant asked = Instant.now();
            try {
                Path file = client.fetch(ready, directory);
                history.add(new Fetched(asked, id, Files.size(file), SampleData.sha256(file)));
                return;
            } catch (IOException | UncheckedIOException | AssertionError e) {
                history.add(new Answered(asked, Instant.now(), name, "file of " + id + ": " + e, 0));
                pause(PAUSE_MILLIS);
            }
        }
    }

    private HttpResponse<String> untilAnswered(String question, Supplier<HttpResponse<String>> ask)
            throws InterruptedException {
        for (int tries = 1;; tries++) {
            Instant asked = Instant.now();
            try {
                HttpResponse<String> answer = ask.get();
                // The first request may have been carried out, and only its answer lost.
                boolean doneAlready = question.equals(GONE) && tries > 1 && answer.statusCode() == 404;
                history.add(new Answered(asked, Instant.now(), name, question,
                        doneAlready ? 204 : answer.statusCode()));
                if (answer.statusCode() < 500) {
                    return answer;
                }
            } catch (UncheckedIOException e) {
                history.add(new Answered(asked, Instant.now(), name, question + ": " + e.getMessage(), 0));
            }
            pause(PAUSE_MILLIS);
        }
    }

    private Seen seen(String how, Download download) {
        Seen seen = new Seen(Instant.now(), name + " by " + how, download.id(),
                download.removed() ? "REMOVED" : download.state(), download.version(),
                download.attempt(), download.worker(), download.progress() == null ? 0 : download.progress().done(),
                download.removed(), download.file() == null ? null : download.file().sha256());
        history.add(seen);
        newest.put(seen.id(), seen);
        return seen;
    }

    private void listen() {
        Client.HTTP.newWebSocketBuilder().header("Cookie", client.cookie()).subprotocols("json")
                .connectTimeout(Duration.ofSeconds(5))
                .buildAsync(client.socket(), new Ear())
                .whenComplete((socket, failure) -> {
                    if (failure != null) {
                        listenAgain();
                    }
                });
    }

    /** Reconnects with jitter, as the page does. */
    private void listenAgain() {
        if (!gone) {
            CompletableFuture
                    .delayedExecutor(random.nextLong(500), TimeUnit.MILLISECONDS).execute(this::listen);
        }
    }

    private static void pause(long milliseconds) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(milliseconds);
    }

    private final class Ear implements WebSocket.Listener {

        private final StringBuilder received = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            received.append(part);
            if (last) {
                seen("socket", Download.parse(received.toString()));
                received.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            listenAgain();
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable cause) {
            listenAgain();
        }
    }
}
