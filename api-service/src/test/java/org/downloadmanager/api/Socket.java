package org.downloadmanager.api;

import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;

/** An open WebSocket and its messages. */
final class Socket implements WebSocket.Listener, AutoCloseable {

    private static final long TIMEOUT_SECONDS = 30;

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();
    private WebSocket socket;

    void opened(WebSocket open) {
        socket = open;
    }

    String subprotocol() {
        return socket.getSubprotocol();
    }

    void say(String text) {
        socket.sendText(text, true).join();
    }

    /** Waits for the next message. */
    String next() throws InterruptedException {
        String message = messages.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("There came nothing for " + TIMEOUT_SECONDS + " s");
        }
        return message;
    }

    /** Waits for a message with that text; others may come before. */
    String nextWith(String words) throws InterruptedException {
        String message = next();
        while (!message.contains(words)) {
            message = next();
        }
        return message;
    }

    JsonNode nextJson() throws InterruptedException {
        return Caller.json(next());
    }

    /** The messages that were received and not read yet. */
    BlockingQueue<String> waiting() {
        return messages;
    }

    /** Close code and reason, when the replica has closed. */
    String closing() throws Exception {
        return closed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
        part.append(text);
        if (last) {
            messages.add(part.toString());
            part.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
