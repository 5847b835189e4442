package org.downloadmanager.messages.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringSerializer;

import io.smallrye.common.annotation.Identifier;

/** Opens the producer of this process: one connection to each broker and one buffer, shared by all publishers. */
public class ReliableProducer {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    /**
     * A producer that sends every record at once; a record counts as sent when all in-sync replicas have it, and is
     * neither duplicated nor overtaken by retries.
     */
    public static Producer<String, String> open(Map<String, Object> kafka) {
        return new KafkaProducer<>(settings(kafka), new StringSerializer(), new StringSerializer());
    }

    /** Configuration can add to these settings, and weaken none of them. */
    static Map<String, Object> settings(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return settings;
    }

    @Produces
    @Singleton
    Producer<String, String> shared(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        return open(kafka);
    }

    void close(@Disposes Producer<String, String> shared) {
        shared.close(CLOSE_TIMEOUT);
    }
}
