package org.downloadmanager.api.streaming;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.downloads.QueueStats;
import org.downloadmanager.downloads.StoreUnavailableException;
import org.downloadmanager.messages.DownloadJson;
import org.downloadmanager.messages.Topics;
import org.downloadmanager.supervision.SupervisedThread;
import org.downloadmanager.supervision.ThreadSupervisor;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;

/**
 * Delivers every event to the subscriptions of this replica: reads all partitions, without a group, from the end. It uses
 * the plain consumer, whose metrics show whether it still fetches. While it does not, the state is read from the store once
 * a second, and otherwise every few seconds, so that a lost event is repaired.
 */
@Singleton
public class EventConsumer {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration METADATA_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration PAUSE_WITHOUT_KAFKA = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);
    /** A healthy consumer completes a fetch at least this often, with or without events. */
    private static final int FETCH_MILLIS = 500;
    private static final long SILENCE = TimeUnit.MILLISECONDS.toNanos(2 * FETCH_MILLIS);
    private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(1);
    /** While events arrive, every so many refreshes repair what a lost event left. */
    private static final int REFRESHES_PER_REPAIR = 5;
    /** Longer than reading the state of very many subscriptions takes. */
    private static final Duration MAX_REFRESH = Duration.ofMinutes(5);

    private final Subscriptions subscriptions;
    private final QueueStats queueStats;
    private final Map<String, Object> settings;
    private final SupervisedThread reader;
    private final SupervisedThread refresher;
    /** Used by the reader only, until it has stopped. */
    private Optional<KafkaConsumer<String, String>> consumer = Optional.empty();
    private Metric fetches;
    private Object knownFetches;
    private volatile long fetchedAt = System.nanoTime() - SILENCE;
    private volatile boolean storeAnswers = true;
    private volatile boolean polled;
    private long refreshes;

    EventConsumer(Subscriptions subscriptions, QueueStats queueStats,
            @Identifier("default-kafka-broker") Map<String, Object> kafka, ThreadSupervisor supervisor) {
        this.subscriptions = subscriptions;
        this.queueStats = queueStats;
        this.reader = supervisor.thread("event-consumer", this::read);
        this.refresher = supervisor.thread("refresher", MAX_REFRESH, this::refresh);
        settings = new HashMap<>(kafka);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_MILLIS);
    }

    void start(@Observes StartupEvent event) {
        reader.start();
        refresher.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        refresher.stop(Duration.ZERO);
        if (reader.stop(STOP_TIMEOUT)) {
            close();
        }
    }

    /** Whether events arrive; otherwise subscriptions are refreshed from the store. */
    public boolean isLive() {
        return System.nanoTime() - fetchedAt < SILENCE;
    }

    /** Whether the store answered the last query. */
    public boolean storeAnswers() {
        return storeAnswers;
    }

    /** Whether Kafka was polled for events, with or without success. */
    public boolean hasPolled() {
        return polled;
    }

    private void read() throws InterruptedException {
        try {
            KafkaConsumer<String, String> open = consumer.isPresent() ? consumer.get() : open();
            open.poll(POLL).forEach(this::show);
            Object now = fetches.metricValue();
            if (!now.equals(knownFetches)) {
                knownFetches = now;
                fetchedAt = System.nanoTime();
            }
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            Log.warnf("Events not read: %s", e.toString());
            close();
            Thread.sleep(PAUSE_WITHOUT_KAFKA.toMillis());
        } finally {
            polled = true;
        }
    }

    private KafkaConsumer<String, String> open() {
        KafkaConsumer<String, String> opened = new KafkaConsumer<>(settings, new StringDeserializer(),
                new StringDeserializer());
        consumer = Optional.of(opened);
        List<TopicPartition> all = opened.partitionsFor(Topics.EVENTS, METADATA_TIMEOUT).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
        if (all.isEmpty()) {
            throw new KafkaException("There is no topic " + Topics.EVENTS);
        }
        opened.assign(all);
        opened.seekToEnd(all);
        // Seeking is lazy; this resolves the present end.
        all.forEach(partition -> opened.position(partition, METADATA_TIMEOUT));
        fetches = fetches(opened);
        knownFetches = fetches.metricValue();
        Log.infof("Events are read from %d partitions", all.size());
        return opened;
    }

    private void close() {
        consumer.ifPresent(open -> open.close(CloseOptions.timeout(CLOSE_TIMEOUT)));
        consumer = Optional.empty();
    }

    private void show(ConsumerRecord<String, String> record) {
        try {
            if (subscriptions.isWatched(new Owner(record.key()))) {
                subscriptions.show(DownloadJson.readEvent(record.value()));
            }
        } catch (StoreUnavailableException e) {
            Log.debugf("Late event not shown: partition=%d, offset=%d", record.partition(), record.offset());
        } catch (RuntimeException e) {
            Log.errorf(e, "Not an event: partition=%d, offset=%d", record.partition(), record.offset());
        }
    }

    /** The counter of fetches, empty ones included. */
    private static Metric fetches(KafkaConsumer<String, String> consumer) {
        return consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("fetch-total"))
                .findFirst().orElseThrow();
    }

    private void refresh() throws InterruptedException {
        Thread.sleep(REFRESH_INTERVAL.toMillis());
        refreshes++;
        try {
            // Health must be correct even without a subscription on this replica.
            queueStats.snapshot();
            if (!isLive()) {
                subscriptions.refreshAll();
            } else if (refreshes % REFRESHES_PER_REPAIR == 0) {
                subscriptions.refreshActive();
            }
            storeAnswers = true;
        } catch (StoreUnavailableException e) {
            storeAnswers = false;
            Log.debugf("State not read: %s", e.getMessage());
        }
    }
}
