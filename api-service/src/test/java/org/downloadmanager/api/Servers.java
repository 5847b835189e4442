package org.downloadmanager.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.downloadmanager.servers.TemporaryFiles;
import org.downloadmanager.servers.TestKafka;
import org.downloadmanager.servers.TestRedis;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** What a replica needs around it: Kafka unless it is to be away, Redis, a catalog, a place for files. */
public final class Servers implements QuarkusTestResourceLifecycleManager {

    /** Requests without an end that the replica takes on. */
    static final int MOST_UNENDED = 20;

    /** Argument: whether there is a Kafka. */
    static final String KAFKA = "kafka";

    /** Nobody listens there. */
    private static final String AWAY = "127.0.0.1:1";

    private boolean hasKafka = true;
    private TestKafka kafka;
    private TestRedis redis;
    private Path files;

    @Override
    public void init(Map<String, String> arguments) {
        hasKafka = Boolean.parseBoolean(arguments.getOrDefault(KAFKA, "true"));
    }

    @Override
    public Map<String, String> start() {
        redis = TestRedis.start();
        kafka = hasKafka ? TestKafka.start() : null;
        try {
            files = Files.createTempDirectory("files");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "kafka.bootstrap.servers", hasKafka ? kafka.bootstrapServers() : AWAY,
                "quarkus.redis.hosts", redis.uri(),
                "downloads.catalog.file", "src/test/resources/catalog.yaml",
                "downloads.files.directory", files.toString(),
                "downloads.files.reserve", "0",
                "downloads.limits.unended", String.valueOf(MOST_UNENDED),
                "downloads.identity.secret", "known to all who read the tests, and to no deployment",
                "quarkus.http.test-port", "0",
                // The delay with which a replica leaves its load balancer.
                "quarkus.shutdown.delay-enabled", "false");
    }

    @Override
    public void stop() {
        if (kafka != null) {
            kafka.close();
        }
        redis.close();
        try {
            TemporaryFiles.delete(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
