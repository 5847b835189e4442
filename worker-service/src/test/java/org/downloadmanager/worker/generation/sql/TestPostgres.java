package org.downloadmanager.worker.generation.sql;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/** A new PostgreSQL server on this machine. */
final class TestPostgres {

    private static final List<String> UNPRIVILEGED_USERS = List.of("postgres", "nobody");

    private final Path directory;
    private final Process server;
    private final int port;

    private TestPostgres(Path directory, Process server, int port) {
        this.directory = directory;
        this.server = server;
        this.port = port;
    }

    /** The directory of the newest server, where Debian installs it. */
    static Optional<Path> installed() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(versions)) {
            return found.map(version -> version.resolve("bin")).filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparing(Path::toString));
        }
    }

    static TestPostgres start(Path programs) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("postgres");
        // The server refuses to run as root.
        List<String> unprivileged = List.of();
        if (System.getProperty("user.name").equals("root")) {
            UserPrincipal user = unprivilegedUser(directory);
            Files.setOwner(directory, user);
            unprivileged = List.of("runuser", "-u", user.getName(), "--");
        }
        String data = directory.resolve("data").toString();
        Process prepared = run(directory, unprivileged, programs.resolve("initdb").toString(), "-D", data, "-U", "test",
                "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        if (!prepared.waitFor(60, TimeUnit.SECONDS) || prepared.exitValue() != 0) {
            throw new IOException("initdb failed: " + Files.readString(directory.resolve("log")));
        }
        int port = freePort();
        Process server = run(directory, unprivileged, programs.resolve("postgres").toString(), "-D", data, "-p",
                Integer.toString(port), "-h", "127.0.0.1", "-k", directory.toString(), "-F");
        TestPostgres postgres = new TestPostgres(directory, server, port);
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            postgres.execute("SELECT 1");
            return true;
        });
        return postgres;
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=test";
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** How many statements of other sessions are running. */
    long running() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                var result = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE state = 'active' AND backend_type = 'client backend' AND pid <> pg_backend_pid()")) {
            result.next();
            return result.getLong(1);
        }
    }

    void stop() throws IOException, InterruptedException {
        // runuser forwards the signal to the server.
        server.destroy();
        if (!server.waitFor(20, TimeUnit.SECONDS)) {
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static UserPrincipal unprivilegedUser(Path directory) throws IOException {
        for (String name : UNPRIVILEGED_USERS) {
            try {
                return directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
            } catch (UserPrincipalNotFoundException unknown) {
                // Tries the next port.
            }
        }
        throw new IOException("None of these users exists: " + UNPRIVILEGED_USERS);
    }

    private static Process run(Path directory, List<String> unprivileged, String... command) throws IOException {
        List<String> whole = new ArrayList<>(unprivileged);
        whole.addAll(List.of(command));
        return new ProcessBuilder(whole)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
