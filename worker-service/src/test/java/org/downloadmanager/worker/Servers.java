package org.downloadmanager.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.downloadmanager.servers.TemporaryFiles;
import org.downloadmanager.servers.TestKafka;
import org.downloadmanager.servers.TestRedis;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** The servers of a worker: Kafka, Redis, a catalog and a file store; and its log in JSON. */
public final class Servers implements QuarkusTestResourceLifecycleManager {

    static final Path LOG = Path.of("target", "worker-log.json");

    private TestKafka kafka;
    private TestRedis redis;
    private Path files;

    @Override
    public Map<String, String> start() {
        kafka = TestKafka.start();
        redis = TestRedis.start();
        try {
            files = Files.createTempDirectory("files");
            Files.deleteIfExists(LOG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.ofEntries(
                Map.entry("kafka.bootstrap.servers", kafka.bootstrapServers()),
                Map.entry("quarkus.redis.hosts", redis.uri()),
                Map.entry("downloads.catalog.file", "src/test/resources/catalog.yaml"),
                Map.entry("downloads.catalog.simulated", "true"),
                Map.entry("downloads.files.directory", files.toString()),
                Map.entry("downloads.files.reserve", "0"),
                Map.entry("downloads.worker.name", "worker-1"),
                Map.entry("downloads.worker.retry.initial-backoff", "20ms"),
                Map.entry("downloads.worker.retry.max-backoff", "100ms"),
                Map.entry("quarkus.http.test-port", "0"),
                Map.entry("quarkus.log.file.enabled", "true"),
                Map.entry("quarkus.log.file.path", LOG.toString()),
                Map.entry("quarkus.log.file.json.enabled", "true"));
    }

    @Override
    public void stop() {
        kafka.close();
        redis.close();
        try {
            TemporaryFiles.delete(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
