package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.downloadmanager.local.RedisServer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Services do not start with a Redis that may lose accepted downloads. */
class UnsafeRedisE2E {

    private static final int TIMEOUT_SECONDS = 60;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "api-service,    appendonly,       no,          it has no append-only file",
        "worker-service, appendonly,       no,          it has no append-only file",
        "api-service,    maxmemory-policy, allkeys-lru, it may evict keys",
        "worker-service, maxmemory-policy, allkeys-lru, it may evict keys" })
    void serviceRefusesToStartAndSaysWhy(String service, String setting, String value, String why) throws Exception {
        try (RedisServer redis = RedisServer.start(directory);
                RedisInspector questions = new RedisInspector(redis.uri())) {
            // Given
            questions.configure(setting, value);
            Path log = directory.resolve("service.log");

            // When
            Process started = start(service, redis, log);

            // Then
            try {
                assertThat(started.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).as("it ended").isTrue();
            } finally {
                started.destroyForcibly().waitFor();
            }
            assertThat(started.exitValue()).isEqualTo(1);
            assertThat(log).content().contains("This Redis must not be used: ").contains(why);
        }
    }

    private Process start(String service, RedisServer redis, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=0", "-jar",
                Path.of("..", "..", service, "target", "quarkus-app", "quarkus-run.jar").toAbsolutePath().toString())
                .directory(directory.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(Map.of(
                "QUARKUS_REDIS_HOSTS", redis.uri().toString(),
                // It does not get that far.
                "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                "DOWNLOADS_FILES_DIRECTORY", directory.resolve("files").toString(),
                "DOWNLOADS_IDENTITY_SECRET", "x".repeat(64),
                "DOWNLOADS_CATALOG_FILE",
                Path.of("..", "local", "catalog", "catalog.yaml").toAbsolutePath().toString()));
        return builder.start();
    }
}
