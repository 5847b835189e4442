package org.downloadmanager.benchmarks.stacks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.downloadmanager.benchmarks.NotInstalledException;
import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.ManagedProcess;
import org.downloadmanager.local.Project;
import org.downloadmanager.local.Role;

/** This system, as {@code deploy/local} runs it. */
public final class DownloadManager implements Stack {

    private static final String NO_LIMIT = "1000000000";

    private final Cluster cluster;

    private DownloadManager(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Two replicas, two workers, a Redis, a broker. */
    public static DownloadManager start(Path directory) {
        return start(builder(directory));
    }

    /** With a session timeout of the consumer group. */
    public static Launcher withSession(Duration timeout) {
        return directory -> start(builder(directory).groupSessionTimeout(timeout));
    }

    /** With AOT caches, as in the images; {@code deploy/benchmarks/run} has created them. */
    public static DownloadManager withCaches(Path directory) {
        Path caches = Project.root().resolve("deploy/benchmarks/target");
        if (Files.notExists(caches.resolve("api.aot"))) {
            throw new NotInstalledException("A JVM has such caches since Java 25.");
        }
        return start(builder(directory)
                .apiJar(withCache("api-service")).apiJvmOption("-XX:AOTCache=" + caches.resolve("api.aot"))
                .workerJar(withCache("worker-service"))
                .workerJvmOption("-XX:AOTCache=" + caches.resolve("worker.aot")));
    }

    private static Path withCache(String service) {
        return Project.root().resolve(service).resolve("target/with-cache/quarkus-run.jar");
    }

    public static DownloadManager start(Cluster.Builder builder) {
        return new DownloadManager(builder.build().start());
    }

    /** Without rate limits, because all clients have one address. */
    public static Cluster.Builder builder(Path directory) {
        return Cluster.builder().data(directory)
                .setting("downloads.catalog.simulated", "true")
                .apiSetting("downloads.traffic.requests-per-owner", NO_LIMIT)
                .apiSetting("downloads.traffic.requests-per-address", NO_LIMIT)
                .apiSetting("downloads.traffic.streams-per-address", NO_LIMIT)
                .apiSetting("downloads.limits.active-total", NO_LIMIT);
    }

    public Cluster cluster() {
        return cluster;
    }

    @Override
    public List<ManagedProcess> replicas() {
        return cluster.parts(Role.API);
    }

    @Override
    public List<ManagedProcess> workers() {
        return cluster.parts(Role.WORKER);
    }

    @Override
    public List<ManagedProcess> parts() {
        return cluster.parts().stream().filter(part -> part.role() != Role.LOAD_BALANCER).toList();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
