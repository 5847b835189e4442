package org.downloadmanager.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.downloadmanager.servers.TemporaryFiles;
import org.downloadmanager.servers.TestKafka;
import org.downloadmanager.servers.TestRedis;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** The servers of a replica: Redis, a catalog, a file store, and Kafka unless a test runs without it. */
public final class Servers implements QuarkusTestResourceLifecycleManager {

    /** The most active downloads that the replica accepts. */
    static final int MAX_ACTIVE_TOTAL = 20;

    /** Argument: whether Kafka runs. */
    static final String KAFKA = "kafka";

    /** Argument: further settings of the replica, as name=value, separated by commas. */
    static final String SETTINGS = "settings";

    /** The log of the replica in JSON. */
    static final Path LOG = Path.of("target", "api-log.json");

    /** A port on which no server listens. */
    private static final String AWAY = "127.0.0.1:1";

    private final Map<String, String> settings = new HashMap<>();
    private boolean hasKafka = true;
    private TestKafka kafka;
    private TestRedis redis;
    private Path files;

    @Override
    public void init(Map<String, String> arguments) {
        hasKafka = Boolean.parseBoolean(arguments.getOrDefault(KAFKA, "true"));
        for (String setting : arguments.getOrDefault(SETTINGS, "").split(",")) {
            int equals = setting.indexOf('=');
            if (equals > 0) {
                settings.put(setting.substring(0, equals), setting.substring(equals + 1));
            }
        }
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
        settings.putAll(Map.of(
                "kafka.bootstrap.servers", hasKafka ? kafka.bootstrapServers() : AWAY,
                "quarkus.redis.hosts", redis.uri(),
                "downloads.catalog.file", "src/test/resources/catalog.yaml",
                "downloads.files.directory", files.toString(),
                "downloads.files.reserve", "0",
                "downloads.limits.active-total", String.valueOf(MAX_ACTIVE_TOTAL),
                "downloads.identity.secret", "known to all who read the tests, and to no deployment",
                "quarkus.http.test-port", "0",
                "quarkus.management.test-port", "0",
                // The delay before a replica stops.
                "quarkus.shutdown.delay-enabled", "false"));
        settings.putAll(Map.of(
                "quarkus.log.file.enabled", "true",
                "quarkus.log.file.path", LOG.toString(),
                "quarkus.log.file.json.enabled", "true"));
        return settings;
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
