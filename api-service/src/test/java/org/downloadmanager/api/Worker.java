package org.downloadmanager.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadFixtures;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.downloads.StoredFile;
import org.downloadmanager.downloads.WorkQueue;
import org.downloadmanager.files.Draft;
import org.downloadmanager.files.FileStore;
import org.downloadmanager.messages.DownloadEvent;
import org.downloadmanager.messages.DownloadJson;
import org.downloadmanager.messages.Topics;
import org.downloadmanager.previews.Preview;
import org.downloadmanager.previews.Previews;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/** Plays the worker: changes downloads in Redis and publishes events. */
@Singleton
class Worker {

    static final Preview FLIGHTS_PREVIEW = new Preview(Instant.parse("2026-01-02T03:04:05Z"), 3_000_000L,
            List.of("id", "origin"), List.of(Arrays.asList("1", null), List.of("2", "<b>LAS</b>")),
            Map.of("csv", 105_783_734L));

    private static final Duration LEASE = Duration.ofMinutes(1);

    private final Downloads downloads;
    private final WorkQueue queue;
    private final Previews previews;
    private final FileStore files;
    private final Redis redis;
    private final Map<String, Object> kafka;
    private final KafkaProducer<String, String> producer;

    Worker(Downloads downloads, WorkQueue queue, Previews previews, FileStore files, Redis redis,
            @ConfigProperty(name = "kafka.bootstrap.servers") String kafkaServers) {
        this.downloads = downloads;
        this.queue = queue;
        this.previews = previews;
        this.files = files;
        this.redis = redis;
        this.kafka = Map.of("bootstrap.servers", kafkaServers);
        this.producer = new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer());
    }

    @PreDestroy
    void stop() {
        producer.close(Duration.ZERO);
    }

    Optional<Download> find(Owner owner, String id) {
        return downloads.find(owner, new DownloadId(id));
    }

    /** Changes the download in Redis only, without an event. */
    Download move(Owner owner, String id, Function<Download, Optional<Download>> to) {
        Download next = to.apply(find(owner, id).orElseThrow()).orElseThrow();
        return downloads.replace(next, DownloadFixtures.placementOf(next, LEASE)).orElseThrow();
    }

    Download claim(Owner owner, String id) {
        return move(owner, id, download -> download.claim("worker-1"));
    }

    /** Writes the file and completes the download, without an event. */
    Download complete(Owner owner, String id, String content) throws IOException {
        Download claimed = claim(owner, id);
        try (Draft draft = files.draft(claimed.id(), claimed.version(), claimed.deadline(), Optional.empty())) {
            draft.output().write(content.getBytes(StandardCharsets.UTF_8));
            StoredFile file = draft.publish("flights.csv", "text/csv", content.lines().count(),
                    Instant.now().plusSeconds(60));
            return move(owner, id, download -> download.complete(file));
        }
    }

    /** Publishes an event; returns when Kafka has acknowledged it. */
    void publish(DownloadEvent event) throws Exception {
        say(event.download().owner().id(), DownloadJson.writeEvent(event));
    }

    void say(String key, String value) throws Exception {
        producer.send(new ProducerRecord<>(Topics.EVENTS, key, value)).get(10, TimeUnit.SECONDS);
    }

    /** The records that the topic holds now. */
    List<ConsumerRecord<String, String>> read(String topic) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(kafka, new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    List<DownloadId> due() {
        return queue.due(Servers.MAX_ACTIVE_TOTAL).downloads().stream().map(Download::id).toList();
    }

    Response redis(Command command, String... arguments) throws Exception {
        Request request = Request.cmd(command);
        for (String argument : arguments) {
            request.arg(argument);
        }
        return redis.send(request).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** As if nobody had ever asked for anything. */
    void preview(String export, Preview preview) {
        previews.put(export, preview);
    }

    void forgetEverything() throws Exception {
        redis(Command.FLUSHALL);
    }
}
