package org.downloadmanager.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.downloadmanager.local.KafkaBroker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

/** The commands that led nowhere, read as any program could. */
final class DeadLetters {

    private static final Duration POLL = Duration.ofMillis(200);

    private DeadLetters() {}

    /** All letters about that download. */
    static List<JsonNode> of(String id, KafkaBroker kafka) {
        List<JsonNode> letters = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()), new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(KafkaBroker.DEAD_LETTERS).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Set<TopicPartition> unread = new HashSet<>(partitions);
            while (!unread.isEmpty()) {
                consumer.poll(POLL).forEach(letter -> {
                    if (letter.key().equals(id)) {
                        letters.add(parse(letter.value()));
                    }
                });
                unread.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
            }
        }
        return letters;
    }

    private static JsonNode parse(String letter) {
        try {
            return Download.JSON.readTree(letter);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not a dead letter: " + letter, e);
        }
    }
}
