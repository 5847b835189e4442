package org.downloadmanager.worker.publishing;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.messages.DeadLetter;
import org.downloadmanager.messages.DownloadEvent;
import org.downloadmanager.messages.DownloadJson;
import org.downloadmanager.messages.Topics;
import org.downloadmanager.worker.metrics.Meters;
import org.downloadmanager.worker.supervision.SupervisedThread;
import org.downloadmanager.worker.supervision.ThreadSupervisor;

import io.quarkus.logging.Log;
import io.smallrye.common.annotation.Identifier;

/** Publishes through Kafka. A separate thread sends the events, because a producer may block and a caller must not. */
@Singleton
class KafkaDownloadEventPublisher implements DownloadEventPublisher {

    private static final Duration DEAD_LETTER_TIMEOUT = Duration.ofSeconds(5);
    /**
     * The events that wait for Kafka. Beyond that, events are dropped: replicas read the states from the store
     * meanwhile.
     */
    private static final int MAX_WAITING_EVENTS = 10_000;

    private final KafkaProducer<String, String> producer;
    private final BlockingQueue<Download> waiting = new LinkedBlockingQueue<>(MAX_WAITING_EVENTS);
    private final SupervisedThread sender;
    private final Meters meters;

    KafkaDownloadEventPublisher(@Identifier("default-kafka-broker") Map<String, Object> kafka,
            ThreadSupervisor supervisor,
            Meters meters) {
        this.meters = meters;
        sender = supervisor.thread("event-sender", () -> send(waiting.take()));
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // A person watches the progress, so every event is sent at once.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    @PostConstruct
    void start() {
        sender.start();
    }

    @PreDestroy
    void stop() throws InterruptedException {
        sender.stop(Duration.ofSeconds(1));
        waiting.forEach(this::send);
        producer.close(Duration.ofSeconds(2));
    }

    @Override
    public void publish(Download download) {
        if (!waiting.offer(download)) {
            Log.debugf("Event dropped: downloadId=%s", download.id());
        }
    }

    @Override
    public boolean publishDeadLetter(DeadLetter letter) {
        DownloadId id = letter.download().id();
        try {
            producer.send(new ProducerRecord<>(Topics.DEAD_LETTERS, id.value(), DownloadJson.writeDeadLetter(letter)))
                    .get(DEAD_LETTER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            meters.deadLettered(letter.download(), letter.reason());
            return true;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            Log.warnf("Dead letter not sent: downloadId=%s, cause=%s", id, e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void send(Download download) {
        try {
            producer.send(new ProducerRecord<>(Topics.EVENTS, download.owner().id(),
                    DownloadJson.writeEvent(DownloadEvent.of(download))), (metadata, failure) -> {
                        if (failure != null) {
                            Log.debugf("Event lost: downloadId=%s, cause=%s", download.id(), failure);
                        }
                    });
        } catch (KafkaException e) {
            Log.debugf("Event lost: downloadId=%s, cause=%s", download.id(), e);
        }
    }
}
