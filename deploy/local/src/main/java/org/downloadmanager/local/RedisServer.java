package org.downloadmanager.local;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/**
 * A real redis-server with its append-only file, as a child process that does not outlive this JVM. Acknowledged writes
 * survive {@link #kill()} and {@link #restart()}, except those of the last second when the machine itself fails.
 */
public final class RedisServer implements AutoCloseable {

    private static final Pattern VERSION = Pattern.compile("v=(\\d+)\\.(\\d+)");

    private final ManagedProcess part;

    private RedisServer(ManagedProcess part) {
        this.part = part;
    }

    /** Starts on a free port of 127.0.0.1 with the data in {@code directory}; returns when it answers. */
    public static RedisServer start(Path directory) {
        RedisServer server = prepare(directory, directory.resolve("redis.log"), Ports.free());
        try {
            server.part.start();
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    static RedisServer prepare(Path directory, Path log, int port) {
        try {
            Files.createDirectories(directory);
            Path config = Files.writeString(directory.resolve("redis.conf"), """
                    bind 127.0.0.1
                    port %d
                    dir "%s"
                    daemonize no
                    appendonly yes
                    appendfsync everysec
                    save ""
                    maxmemory-policy noeviction
                    """.formatted(port, directory.toAbsolutePath()));
            Path binary = binary(directory, System.getenv("PATH"));
            return new RedisServer(new ManagedProcess(Role.REDIS, Role.REDIS.word(), port, log,
                    new ManagedProcess.ProcessSpec(List.of(binary.toString(), config.toAbsolutePath().toString()),
                            Map.of(), directory,
                            () -> answers(port), Duration.ofSeconds(30), Duration.ofSeconds(20))));
        } catch (IOException e) {
            throw new ClusterException("Redis cannot be prepared in " + directory + ": " + e.getMessage() + ".", e);
        }
    }

    /** An installed redis-server of version 6.2 or newer, else one from the library, unpacked into the directory. */
    static Path binary(Path directory, String path) throws IOException {
        Path installed = ChildProcess.onPath("redis-server", path);
        if (installed != null && isUsable(installed)) {
            return installed;
        }
        Map<OsArchitecture, String> provided = ExecutableProvider.newProvidedVersionsMap();
        OsArchitecture machine = OsArchitecture.detectOSandArchitecture();
        List<String> resources = new ArrayList<>();
        if (provided.containsKey(machine)) {
            resources.add(provided.get(machine));
        }
        if (machine.equals(OsArchitecture.UNIX_x86_64)) {
            // The other binary needs libssl 3, which not every machine has; this one needs nothing.
            resources.add(provided.get(OsArchitecture.UNIX_x86));
        }
        for (String resource : resources) {
            Path unpacked = directory.resolve("redis-server").toAbsolutePath();
            try (InputStream bytes = ExecutableProvider.class.getResourceAsStream(resource)) {
                Files.copy(bytes, unpacked, StandardCopyOption.REPLACE_EXISTING);
            }
            if (unpacked.toFile().setExecutable(true) && isUsable(unpacked)) {
                return unpacked;
            }
        }
        throw new ClusterException("There is no redis-server for this machine, please install Redis 6.2 or newer.");
    }

    private static boolean isUsable(Path binary) {
        try {
            Process process = new ProcessBuilder(binary.toString(), "--version").redirectError(Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), US_ASCII);
            Matcher version = VERSION.matcher(output);
            return process.waitFor(10, TimeUnit.SECONDS) && version.find()
                    && Integer.parseInt(version.group(1)) * 100 + Integer.parseInt(version.group(2)) >= 602;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
            // It answers with an error while it reads its file.
            return "+PONG"
                    .equals(new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine());
        } catch (IOException e) {
            return false;
        }
    }

    public int port() {
        return part.port();
    }

    /** The value for {@code quarkus.redis.hosts}. */
    public URI uri() {
        return URI.create("redis://127.0.0.1:" + port());
    }

    /** The process, to stop, freeze and thaw it. */
    public ManagedProcess part() {
        return part;
    }

    /** SIGKILL. */
    public void kill() {
        part.kill();
    }

    /** Starts again with the same port and data, after an orderly stop if it still runs; returns when it answers. */
    public void restart() {
        if (part.isAlive()) {
            part.stop();
        }
        part.start();
    }

    /** Stops it; the data stays. */
    @Override
    public void close() {
        part.retire();
    }
}
