package org.downloadmanager.benchmarks.stacks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.downloadmanager.local.ManagedProcess;
import org.downloadmanager.local.Project;
import org.downloadmanager.local.Role;

/** JobRunr on PostgreSQL, in Quarkus: see {@code peers/jobrunr}. */
public final class JobRunr {

    private static final int REPLICAS = 2;
    private static final int WORKERS = 2;

    private JobRunr() {}

    /** With the defaults of both: every commit is on disk, and workers poll every 15 s. */
    public static Stack withDefaults(Path directory) {
        return start(directory, "defaults", 20, List.of());
    }

    /** With the shortest poll interval of JobRunr, and commits that reach the disk within a second. */
    public static Stack tuned(Path directory) {
        return start(directory, "tuned", 40,
                List.of("synchronous_commit=off", "shared_buffers=512MB", "max_connections=200"));
    }

    private static Stack start(Path directory, String tuning, int connections, List<String> database) {
        try {
            Path files = Files.createDirectories(directory.resolve("files").toAbsolutePath());
            Postgres postgres = Postgres.start(directory, database);
            Map<String, String> environment = Map.of("DATABASE", postgres.url(), "CONNECTIONS",
                    Integer.toString(connections), "FILES", files.toString(), "TUNING", tuning, "COOKIE_SECRET",
                    "known to everybody: nothing here is a secret");
            return Peer.start(postgres.part(), services(Role.API, REPLICAS, directory, environment),
                    services(Role.WORKER, WORKERS, directory, environment));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static List<ManagedProcess> services(Role role, int count, Path directory,
            Map<String, String> environment) {
        Path program = Project.root().resolve("deploy/benchmarks/peers/jobrunr/target/quarkus-app/quarkus-run.jar");
        // Each worker would ask its vendor's server for a newer version.
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
                "-XX:+UseSerialGC", "-Dhttps.proxyHost=127.0.0.1", "-Dhttps.proxyPort=9", "-Dpeer.role=" + role.word(),
                "-jar", program.toString());
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> Peer.service(role, number, directory, command, environment)).toList();
    }
}
