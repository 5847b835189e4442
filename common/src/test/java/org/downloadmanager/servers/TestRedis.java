package org.downloadmanager.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.downloadmanager.local.RedisServer;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A real Redis for a test class: in a container where Docker runs, else as a process. {@code -Dservers=containers} or
 * {@code embedded} selects one; the default is whichever is available.
 */
public final class TestRedis implements AutoCloseable {

    private final AutoCloseable server;
    private final String host;
    private final int port;

    private TestRedis(AutoCloseable server, String host, int port) {
        this.server = server;
        this.host = host;
        this.port = port;
    }

    public static TestRedis start() {
        if (ServerKind.chosen() == ServerKind.CONTAINERS) {
            GenericContainer<?> container = new GenericContainer<>("redis:8")
                    .withCommand("redis-server", "--appendonly", "yes", "--maxmemory-policy", "noeviction")
                    .withExposedPorts(6379)
                    .waitingFor(Wait.forListeningPort())
                    .withStartupTimeout(Duration.ofMinutes(2));
            container.start();
            return new TestRedis(container, container.getHost(), container.getMappedPort(6379));
        }
        try {
            Path directory = Files.createTempDirectory("redis");
            RedisServer redis = RedisServer.start(directory);
            return new TestRedis(() -> {
                redis.close();
                TemporaryFiles.delete(directory);
            }, "127.0.0.1", redis.port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String uri() {
        return "redis://" + host + ':' + port;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException("Redis did not stop", e);
        }
    }
}
