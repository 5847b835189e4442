package org.downloadmanager.benchmarks.figures;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.downloadmanager.benchmarks.Benchmark;
import org.downloadmanager.benchmarks.Profile;
import org.downloadmanager.benchmarks.Results;
import org.downloadmanager.benchmarks.Samples;
import org.downloadmanager.benchmarks.Series;
import org.downloadmanager.benchmarks.Subject;
import org.downloadmanager.benchmarks.load.Meter;
import org.downloadmanager.benchmarks.load.VirtualUsers;
import org.downloadmanager.benchmarks.stacks.DownloadManager;
import org.downloadmanager.local.KafkaBroker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The time of an event from its producer to the socket of its owner. */
final class ProgressToSocket {

    static final Benchmark BENCHMARK = new Benchmark("progress-to-socket", "Progress event to socket",
            "Events as workers write them, of 250 downloads in turn, at fixed instants, from the instant at which each was due"
                    + " to be written to Kafka until the socket of its owner has it, or a later one of the same download;"
                    + " 2 replicas, and 4, for each of them reads every event.",
            "p99 100 ms at 1,000 events a second.", Benchmark.Rounds.TWO,
            List.of(new Subject(Subject.OURS, (profile, results) -> measure(2, profile, results)),
                    new Subject(Subject.OURS + ", 4 replicas", (profile, results) -> measure(4, profile, results))));

    private static final int USERS = 250;
    private static final int TOTAL = 1_000_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** After this silence, no more events are expected. */
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final JsonMapper JSON = new JsonMapper();

    private final VirtualUsers users;
    private final KafkaProducer<String, String> producer;
    private final List<Template> templates;

    /** The content of an event of a download. */
    private record Template(String owner, ObjectNode event, ObjectNode download) {

        static Template of(ConsumerRecord<String, String> accepted) {
            try {
                ObjectNode event = (ObjectNode) JSON.readTree(accepted.value());
                return new Template(accepted.key(), event, (ObjectNode) event.get("download"));
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }

        String id() {
            return download.get("id").asText();
        }

        String at(long version, long done) {
            download.put("state", "PROCESSING").put("worker", "worker-1").put("epoch", version).put("attempt", 1)
                    .put("version", version).put("done", done).put("total", TOTAL);
            return event.toString();
        }
    }

    private ProgressToSocket(VirtualUsers users, KafkaProducer<String, String> producer, List<Template> templates) {
        this.users = users;
        this.producer = producer;
        this.templates = templates;
    }

    private static void measure(int replicas, Profile profile, Results results) throws Exception {
        try (RunDirectory workplace = new RunDirectory();
                SilentSource source = new SilentSource();
                DownloadManager stack = DownloadManager.start(source.cluster(workplace.directory()).api(replicas));
                VirtualUsers users = VirtualUsers.connect(stack, USERS);
                KafkaProducer<String, String> producer = new KafkaProducer<>(Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.cluster().kafka().bootstrapServers(),
                        ProducerConfig.ACKS_CONFIG, "all", ProducerConfig.LINGER_MS_CONFIG, 0),
                        new StringSerializer(), new StringSerializer())) {
            users.askAll(SilentSource.REQUEST);
            ProgressToSocket figure = new ProgressToSocket(users, producer, accepted(stack.cluster().kafka()));
            figure.send(1_000, Duration.ofSeconds(profile.of(60, 2)));
            for (int rate : List.of(100, 1_000)) {
                Series series = results.at(rate + " events/s", "ms");
                Meter meter = Meter.start(stack);
                int events = rate * profile.of(30, 2);
                Samples latencies = figure.send(rate, Duration.ofSeconds(events / rate));
                series.values(latencies);
                if (latencies.count() < events) {
                    series.remark(events - latencies.count() + " were never heard");
                }
                meter.note(events, "event", series);
            }
        }
    }

    /** The first event of each download. */
    private static List<Template> accepted(KafkaBroker kafka) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
                new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(KafkaBroker.EVENTS).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<String, Template> byOwner = new HashMap<>();
            long giveUpAt = System.nanoTime() + TIMEOUT.toNanos();
            while (byOwner.size() < USERS) {
                if (System.nanoTime() > giveUpAt) {
                    throw new IllegalStateException("There are events of " + byOwner.size() + " downloads only.");
                }
                consumer.poll(Duration.ofSeconds(1))
                        .forEach(event -> byOwner.putIfAbsent(event.key(), Template.of(event)));
            }
            return List.copyOf(byOwner.values());
        }
    }

    /** Sends events, and returns their latencies; the version of an event is the microsecond at which it was due. */
    private Samples send(int perSecond, Duration duration) throws InterruptedException {
        Samples latencies = new Samples();
        AtomicLong heard = new AtomicLong();
        Map<String, Queue<Long>> unheard = new ConcurrentHashMap<>();
        templates.forEach(template -> unheard.put(template.id(), new ConcurrentLinkedQueue<>()));
        long firstVersion = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        long start = System.nanoTime();
        Queue<Long> none = new ConcurrentLinkedQueue<>();
        users.listen(message -> {
            Queue<Long> ofIt = unheard.getOrDefault(message.id(), none);
            for (Long version = ofIt.peek(); version != null && version <= message.version(); version = ofIt.peek()) {
                ofIt.remove();
                latencies.add((System.nanoTime() - start) / 1e6 - (version - firstVersion) / 1e3);
                heard.incrementAndGet();
            }
        });
        long count = perSecond * duration.toSeconds();
        for (long i = 0; i < count; i++) {
            long afterStart = TimeUnit.SECONDS.toNanos(i) / perSecond;
            for (long left = start + afterStart - System.nanoTime(); left > 0; left = start + afterStart
                    - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            Template template = templates.get((int) (i % templates.size()));
            long version = firstVersion + afterStart / 1_000;
            unheard.get(template.id()).add(version);
            producer.send(new ProducerRecord<>(KafkaBroker.EVENTS, template.owner(), template.at(version, i % TOTAL)));
        }
        long before = -1;
        while (heard.get() < count && heard.get() > before) {
            before = heard.get();
            Thread.sleep(SILENCE.toMillis());
        }
        users.listen(message -> {});
        return latencies;
    }
}
