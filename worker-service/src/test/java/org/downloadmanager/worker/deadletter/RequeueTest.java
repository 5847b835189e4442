package org.downloadmanager.worker.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

class RequeueTest {

    @Test
    void kafkaSettingsComeFromTheEnvironmentAsInTheServices() {
        // Given
        Map<String, String> environment = Map.of("KAFKA_SASL_JAAS_CONFIG", "some.Module required;",
                "KAFKA_BOOTSTRAP_SERVERS", "elsewhere:9092", "QUARKUS_REDIS_PASSWORD", "secret");

        // When
        Map<String, Object> settings = Requeue.settings("here:9092", environment);

        // Then
        assertThat(settings).isEqualTo(Map.of("sasl.jaas.config", "some.Module required;",
                "bootstrap.servers", "here:9092"));
    }
}
