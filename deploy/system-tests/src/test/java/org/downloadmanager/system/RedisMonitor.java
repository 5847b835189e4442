package org.downloadmanager.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Sees every command that clients send to Redis, without those that scripts run. */
final class RedisMonitor implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String FROM_SCRIPT = " lua] ";

    private final Socket socket;
    private final BufferedReader answers;
    private final URI redis;

    private RedisMonitor(URI redis) throws IOException {
        this.redis = redis;
        socket = new Socket(redis.getHost(), redis.getPort());
        socket.setSoTimeout((int) TIMEOUT.toMillis());
        answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.UTF_8));
        answers.readLine();
    }

    static RedisMonitor start(URI redis) {
        try {
            return new RedisMonitor(redis);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The commands with the text in an argument, until now. */
    List<String> commandsWith(String text) {
        List<String> found = new ArrayList<>();
        String end = UUID.randomUUID().toString();
        try (Socket another = new Socket(redis.getHost(), redis.getPort())) {
            another.getOutputStream().write(("ECHO " + end + "\r\n").getBytes(StandardCharsets.UTF_8));
            for (String line = answers.readLine(); !line.contains(end); line = answers.readLine()) {
                if (line.contains(text) && !line.contains(FROM_SCRIPT)) {
                    found.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
