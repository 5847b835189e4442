package org.downloadmanager.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;

/** An open stream of server-sent events and its events. */
final class Events implements AutoCloseable {

    private static final long TIMEOUT_SECONDS = 30;
    private static final Event END = new Event(null, null, null, null);

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final InputStream stream;

    Events(InputStream stream) {
        this.stream = stream;
        Thread reader = new Thread(this::read, "events");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            Event event = END;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty() && !event.equals(END)) {
                    events.add(event);
                    event = END;
                } else if (!line.isEmpty()) {
                    event = event.with(line.substring(0, line.indexOf(':')),
                            line.substring(line.indexOf(':') + 1).strip());
                }
            }
        } catch (IOException e) {
            // Closed by this side.
        }
        events.add(END);
    }

    /** Waits for the next event; comments and the reconnect delay are events too. */
    Event any() throws InterruptedException {
        Event event = events.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("There came nothing for " + TIMEOUT_SECONDS + " s");
        }
        return event;
    }

    /** Waits for the next event with a state. */
    Event next() throws InterruptedException {
        Event event = any();
        while (event.data == null && !event.isEnd()) {
            event = any();
        }
        return event;
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record Event(String id, String data, String retry, String comment) {

        private Event with(String field, String value) {
            return switch (field) {
                case "id" -> new Event(value, data, retry, comment);
                case "data" -> new Event(id, value, retry, comment);
                case "retry" -> new Event(id, data, value, comment);
                case "" -> new Event(id, data, retry, value);
                default -> throw new IllegalArgumentException(field);
            };
        }

        boolean isEnd() {
            return equals(END);
        }

        JsonNode json() {
            return Caller.json(data);
        }

        String state() {
            return json().get("state").textValue();
        }
    }
}
