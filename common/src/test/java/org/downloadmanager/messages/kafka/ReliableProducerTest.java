package org.downloadmanager.messages.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

class ReliableProducerTest {

    @Test
    void configurationWeakensNoGuarantee() {
        // When
        Map<String, Object> settings = ReliableProducer.settings(
                Map.of("acks", "1", "enable.idempotence", "false", "max.block.ms", "1000"));

        // Then
        assertThat(settings).containsEntry("acks", "all").containsEntry("enable.idempotence", true)
                .containsEntry("max.block.ms", "1000");
    }
}
