package org.downloadmanager.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.downloadmanager.local.KafkaBroker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

/** Reads a topic from its beginning to its end. */
final class KafkaTopic {

    private static final Duration POLL = Duration.ofMillis(200);

    private KafkaTopic() {}

    /** All records of a download. */
    static List<JsonNode> recordsAbout(String id, String topic, KafkaBroker kafka) {
        // Another download may name it in retryOf.
        return records(topic, kafka, text -> text.contains(id)).stream()
                .filter(document -> document.at("/download/id").asText().equals(id)).toList();
    }

    /** All records whose text matches; others are not parsed. */
    static List<JsonNode> records(String topic, KafkaBroker kafka, Predicate<String> wanted) {
        List<JsonNode> found = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()), new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Set<TopicPartition> unread = new HashSet<>(partitions);
            while (!unread.isEmpty()) {
                consumer.poll(POLL).forEach(each -> {
                    if (each.value() != null && wanted.test(each.value())) {
                        found.add(parse(each.value()));
                    }
                });
                unread.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
            }
        }
        return found;
    }

    private static JsonNode parse(String text) {
        try {
            return Download.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not about a download: " + text, e);
        }
    }
}
