package org.downloadmanager.worker.deadletter;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.messages.DeadLetter;
import org.downloadmanager.messages.DownloadJson;
import org.downloadmanager.messages.Topics;
import org.downloadmanager.messages.kafka.ReliableProducer;

/**
 * Lists dead letters, and requeues some of them: each becomes a new download of the same owner for the same file. Needs
 * only Kafka, because a worker restores a download from its command.
 */
public final class Requeue implements AutoCloseable {

    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final String ENVIRONMENT = "KAFKA_";

    private final Map<String, Object> kafka;
    private final Duration horizon;
    private final Clock clock;
    private final Producer<String, String> producer;

    /** @param horizon the time until the deadline of a requeued download */
    public Requeue(Map<String, Object> kafka, Duration horizon, Clock clock) {
        this.kafka = Map.copyOf(kafka);
        this.horizon = horizon;
        this.clock = clock;
        producer = ReliableProducer.open(kafka);
    }

    /** {@code Requeue BROKERS} lists, {@code Requeue BROKERS ID...} requeues. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            System.err.println("Usage: requeue BROKERS [DOWNLOAD-ID...]");
            System.exit(2);
        }
        Map<String, Object> kafka = settings(arguments[0], System.getenv());
        try (Requeue requeue = new Requeue(kafka, Duration.ofHours(24), Clock.systemUTC())) {
            Map<DownloadId, DeadLetter> letters = requeue.letters();
            for (String argument : List.of(arguments).subList(1, arguments.length)) {
                DeadLetter letter = DownloadId.parse(argument).map(letters::get).orElse(null);
                System.out.println(letter == null
                        ? argument + " is not among the dead letters"
                        : argument + " is tried again as " + requeue.tryAgain(letter).id());
            }
            if (arguments.length == 1) {
                letters.values().forEach(letter -> System.out.println(line(letter)));
            }
        }
    }

    /** Reads Kafka settings from the environment as the services do: KAFKA_SECURITY_PROTOCOL is security.protocol. */
    static Map<String, Object> settings(String brokers, Map<String, String> environment) {
        Map<String, Object> settings = new HashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT)) {
                settings.put(name.substring(ENVIRONMENT.length()).toLowerCase(Locale.ROOT).replace('_', '.'), value);
            }
        });
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
        return settings;
    }

    /** All dead letters that Kafka still has, by the download that was given up. */
    public Map<DownloadId, DeadLetter> letters() {
        Map<DownloadId, DeadLetter> letters = new LinkedHashMap<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(kafka, new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            consumer.partitionsFor(Topics.DEAD_LETTERS, ANSWER).forEach(
                    partition -> partitions.add(new TopicPartition(partition.topic(), partition.partition())));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
            Set<TopicPartition> unread = new HashSet<>(partitions);
            while (!unread.isEmpty()) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    DeadLetter letter = DownloadJson.readDeadLetter(record.value());
                    letters.put(letter.download().id(), letter);
                });
                unread.removeIf(partition -> consumer.position(partition, ANSWER) >= ends.get(partition));
            }
        }
        return letters;
    }

    /** Requests the same file again, and answers with the new download. */
    public Download tryAgain(DeadLetter letter) throws InterruptedException, ExecutionException {
        Download dead = letter.download();
        Download again = Download
                .requested(DownloadId.random(), dead.owner(), dead.request(), clock.instant(), horizon)
                .retryOf(dead.id());
        producer.send(new ProducerRecord<>(Topics.COMMANDS, again.id().value(), DownloadJson.write(again))).get();
        return again;
    }

    @Override
    public void close() {
        producer.close(ANSWER);
    }

    private static String line(DeadLetter letter) {
        Download download = letter.download();
        return "%s  owner %s  %s.%s %s  attempts %d, expired leases %d, failures %d  %s: %s".formatted(download.id(),
                download.owner(), download.request().export(), download.request().format(),
                download.request().parameters(), download.attempt(), download.retryState().expiredLeases(),
                download.retryState().failures(), letter.reason().code(), letter.reason().message());
    }
}
