package org.downloadmanager.api.streaming;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.downloads.QueueStats;
import org.downloadmanager.downloads.StoreUnavailableException;
import org.downloadmanager.messages.DownloadJson;
import org.downloadmanager.messages.Topics;

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
    /** A healthy consumer completes a fetch at least this often, with or without events. */
    private static final int FETCH_MILLIS = 500;
    private static final long SILENCE = TimeUnit.MILLISECONDS.toNanos(2 * FETCH_MILLIS);
    private static final int REFRESH_SECONDS = 5;
    /** Longer than reading the state of very many subscriptions takes. */
    private static final long REFRESH_TIMEOUT = TimeUnit.MINUTES.toNanos(5);

    private final Subscriptions subscriptions;
    private final QueueStats queueStats;
    private final Map<String, Object> settings;
    private final Thread thread = new Thread(this::readUntilStopped, "event-consumer");
    private final ScheduledExecutorService refresher = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread refresh = new Thread(task, "refresher");
        refresh.setDaemon(true);
        return refresh;
    });
    private volatile KafkaConsumer<String, String> consumer;
    private volatile long fetchedAt = System.nanoTime() - SILENCE;
    private volatile long refreshedAt = System.nanoTime();
    private volatile boolean storeAnswers = true;
    private volatile boolean polled;
    private volatile boolean stopping;
    private long refreshes;

    public EventConsumer(Subscriptions subscriptions, QueueStats queueStats,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.subscriptions = subscriptions;
        this.queueStats = queueStats;
        settings = new HashMap<>(kafka);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_MILLIS);
    }

    void start(@Observes StartupEvent event) {
        thread.start();
        refresher.scheduleWithFixedDelay(this::refresh, 1, 1, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        refresher.shutdownNow();
        // Not interrupted, because a consumer then does not close cleanly.
        KafkaConsumer<String, String> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        thread.join(TimeUnit.SECONDS.toMillis(3));
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

    /** Whether each thread is healthy, by name. */
    public Map<String, Boolean> health() {
        return Map.of(
                thread.getName(), stopping || thread.isAlive(),
                "refresher", stopping || System.nanoTime() - refreshedAt < REFRESH_TIMEOUT);
    }

    private void readUntilStopped() {
        while (!stopping) {
            try (KafkaConsumer<String, String> opened = new KafkaConsumer<>(settings, new StringDeserializer(),
                    new StringDeserializer())) {
                consumer = opened;
                assignAllPartitions();
                polled = true;
                Metric fetches = fetches(opened);
                Object before = fetches.metricValue();
                while (!stopping) {
                    opened.poll(POLL).forEach(this::show);
                    Object now = fetches.metricValue();
                    if (!now.equals(before)) {
                        before = now;
                        fetchedAt = System.nanoTime();
                    }
                }
            } catch (KafkaException e) {
                polled = true;
                if (!stopping) {
                    Log.warnf("Events not read: %s", e.toString());
                    pause();
                }
            }
        }
    }

    private void assignAllPartitions() {
        List<PartitionInfo> partitions = consumer.partitionsFor(Topics.EVENTS, METADATA_TIMEOUT);
        List<TopicPartition> all = new ArrayList<>();
        partitions.forEach(partition -> all.add(new TopicPartition(partition.topic(), partition.partition())));
        if (all.isEmpty()) {
            throw new KafkaException("There is no topic " + Topics.EVENTS);
        }
        consumer.assign(all);
        consumer.seekToEnd(all);
        // Seeking is lazy; this resolves the present end.
        all.forEach(partition -> consumer.position(partition, METADATA_TIMEOUT));
        Log.infof("Events are read from %d partitions", all.size());
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

    private void refresh() {
        refreshes++;
        refreshedAt = System.nanoTime();
        try {
            // Health must be correct even without a subscription on this replica.
            queueStats.snapshot();
            if (!isLive()) {
                subscriptions.refreshAll();
            } else if (refreshes % REFRESH_SECONDS == 0) {
                subscriptions.refreshActive();
            }
            storeAnswers = true;
        } catch (StoreUnavailableException e) {
            storeAnswers = false;
            Log.debugf("State not read: %s", e.getMessage());
        } catch (RuntimeException e) {
            Log.error("State not read", e);
        }
    }

    private void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
