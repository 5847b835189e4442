package org.downloadmanager.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerIT {

    @TempDir
    Path directory;

    @Test
    void recordsSurviveAKill() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(directory)) {
            // Given
            send(broker, "before");
            String address = broker.bootstrapServers();

            // When
            broker.kill();
            assertThat(broker.part().isAlive()).isFalse();
            broker.restart();

            // Then
            assertThat(broker.bootstrapServers()).isEqualTo(address);
            send(broker, "after");
            assertThat(received(broker, 2)).containsExactlyInAnyOrder("before", "after");
        }

        // And the next broker with that directory has them too, after an orderly stop.
        try (KafkaBroker broker = KafkaBroker.start(directory, Duration.ofSeconds(45))) {
            assertThat(received(broker, 2)).containsExactlyInAnyOrder("before", "after");
            assertThat(setting(broker, new ConfigResource(ConfigResource.Type.BROKER, "1"),
                    "group.consumer.session.timeout.ms")).isEqualTo("45000");
        }
    }

    @Test
    void theTopicsOfTheSystemExist() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(directory)) {
            assertThat(partitions(broker, KafkaBroker.COMMANDS)).isEqualTo(48);
            assertThat(partitions(broker, KafkaBroker.EVENTS)).isEqualTo(6);
            assertThat(partitions(broker, KafkaBroker.DEAD_LETTERS)).isEqualTo(6);
            assertThat(retention(broker, KafkaBroker.COMMANDS)).isEqualTo(Duration.ofDays(7));
            assertThat(retention(broker, KafkaBroker.EVENTS)).isEqualTo(Duration.ofHours(1));
            assertThat(retention(broker, KafkaBroker.DEAD_LETTERS)).isEqualTo(Duration.ofDays(30));
            assertThat(broker.part().log()).content(StandardCharsets.UTF_8).contains("Kafka Server started");
        }
    }

    private static void send(KafkaBroker broker, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(properties(broker), new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(KafkaBroker.COMMANDS, value, value)).get();
        }
    }

    private static Collection<String> received(KafkaBroker broker, int count) {
        Properties properties = properties(broker);
        properties.put("auto.offset.reset", "earliest");
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(properties, new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(consumer.partitionsFor(KafkaBroker.COMMANDS).stream().map(
                    partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList());
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (values.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(received -> values.add(received.value()));
            }
        }
        return values;
    }

    private static int partitions(KafkaBroker broker, String topic) throws Exception {
        try (Admin admin = Admin.create(properties(broker))) {
            return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size();
        }
    }

    private static Duration retention(KafkaBroker broker, String topic) throws Exception {
        return Duration.ofMillis(Long.parseLong(setting(broker, new ConfigResource(ConfigResource.Type.TOPIC, topic),
                TopicConfig.RETENTION_MS_CONFIG)));
    }

    private static String setting(KafkaBroker broker, ConfigResource of, String name) throws Exception {
        try (Admin admin = Admin.create(properties(broker))) {
            return admin.describeConfigs(List.of(of)).all().get().get(of).get(name).value();
        }
    }

    private static Properties properties(KafkaBroker broker) {
        Properties properties = new Properties();
        properties.putAll(Map.of("bootstrap.servers", broker.bootstrapServers()));
        return properties;
    }
}
