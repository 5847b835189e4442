package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.KafkaBroker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a small download costs: the round trips to Redis and the records in Kafka. The cheapest of several counts, because
 * a renewed lease or a query of the other worker may come between.
 */
@ExtendWith(SharedCluster.class)
class DownloadCostE2E {

    private static final int SAMPLES = 20;

    @Test
    void aSmallDownloadIsThreeRoundTripsToRedisAndThreeRecords(Cluster cluster, Client ann) {
        // Given
        List<String> ids = new ArrayList<>();
        List<List<String>> roundTrips = new ArrayList<>();

        // When
        try (RedisMonitor redis = RedisMonitor.start(cluster.redis().uri()); Watch watch = ann.watch()) {
            for (int i = 0; i < SAMPLES; i++) {
                String id = ann.request("tiny", "csv", Map.of()).id();
                watch.untilEnd(id);
                ids.add(id);
                roundTrips.add(redis.commandsWith(id));
            }
        }

        // Then
        List<String> fewest = roundTrips.stream().min(Comparator.comparingInt(List::size)).orElseThrow();
        assertThat(fewest).hasSize(3).allMatch(command -> command.toLowerCase().contains("\"evalsha\""));
        List<String> records = Stream.of("download-commands", KafkaBroker.EVENTS)
                .flatMap(topic -> KafkaTopic
                        .records(topic, cluster.kafka(), text -> ids.stream().anyMatch(text::contains)).stream())
                .map(JsonNode::toString).toList();
        assertThat(ids).map(id -> records.stream().filter(text -> text.contains(id)).count()).contains(3L);
    }
}
