package org.downloadmanager.benchmarks.stacks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.downloadmanager.benchmarks.NotInstalledException;
import org.downloadmanager.local.ManagedProcess;
import org.downloadmanager.local.Project;
import org.downloadmanager.local.RedisServer;
import org.downloadmanager.local.Role;

/** BullMQ on Redis, Fastify and ws on Node.js: see {@code peers/bullmq}. */
public final class BullMq {

    private static final int REPLICAS = 2;
    private static final int WORKERS = 2;

    private BullMq() {}

    /** With the defaults of its packages. */
    public static Stack withDefaults(Path directory) {
        return start(directory, "defaults");
    }

    /** With what its documentation advises for short jobs and quick recovery. */
    public static Stack tuned(Path directory) {
        return start(directory, "tuned");
    }

    private static Stack start(Path directory, String tuning) {
        Path program = Project.root().resolve("deploy/benchmarks/peers/bullmq");
        if (Files.notExists(program.resolve("node_modules"))) {
            throw new NotInstalledException("npm has not installed its packages.");
        }
        Path files = directory.resolve("files").toAbsolutePath();
        try {
            Files.createDirectories(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RedisServer redis = RedisServer.start(directory.resolve("redis"));
        Map<String, String> environment = Map.of("REDIS_PORT", Integer.toString(redis.port()), "FILES",
                files.toString(), "TUNING", tuning, "NODE_ENV", "production",
                "COOKIE_SECRET", "a secret of the benchmarks only");
        return Peer.start(redis.part(), services(Role.API, REPLICAS, directory, program, environment),
                services(Role.WORKER, WORKERS, directory, program, environment));
    }

    private static List<ManagedProcess> services(Role role, int count, Path directory, Path program,
            Map<String, String> environment) {
        return IntStream.rangeClosed(1, count).mapToObj(number -> Peer.service(role, number, directory,
                List.of("node", program.resolve(role.word() + ".js").toString()), environment)).toList();
    }
}
