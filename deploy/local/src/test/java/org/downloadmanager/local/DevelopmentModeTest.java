package org.downloadmanager.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevelopmentModeTest {

    @ParameterizedTest
    @ValueSource(strings = { "api-service", "worker-service" })
    void aServiceInDevelopmentModeFindsTheServersAndTheCatalog(String service) throws IOException {
        // Given
        Path module = Project.root().resolve(service);
        Properties properties = new Properties();

        // When
        try (Reader reader = Files.newBufferedReader(module.resolve("src/main/resources/application.properties"))) {
            properties.load(reader);
        }

        // Then
        assertThat(properties.getProperty("%dev.kafka.bootstrap.servers"))
                .isEqualTo("127.0.0.1:" + Cluster.DEVELOPMENT_KAFKA_PORT);
        assertThat(properties.getProperty("%dev.quarkus.redis.hosts"))
                .isEqualTo("redis://127.0.0.1:" + Cluster.DEVELOPMENT_REDIS_PORT);
        assertThat(module.resolve(properties.getProperty("%dev.downloads.catalog.file"))).isRegularFile();
    }
}
