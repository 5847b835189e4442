package org.downloadmanager.messages.kafka;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.downloadmanager.messages.DownloadEvent;
import org.downloadmanager.messages.DownloadEventPublisher;
import org.downloadmanager.messages.DownloadJson;
import org.downloadmanager.messages.Topics;
import org.downloadmanager.supervision.SupervisedThread;
import org.downloadmanager.supervision.ThreadSupervisor;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;

/** Publishes through Kafka. A separate thread sends the events, because a producer may block and a caller must not. */
@Singleton
class KafkaDownloadEventPublisher implements DownloadEventPublisher {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);
    /** While more events than this wait for Kafka, new ones are dropped. */
    private static final int MAX_WAITING_EVENTS = 10_000;

    private final Producer<String, String> producer;
    private final BlockingQueue<DownloadEvent> waiting = new LinkedBlockingQueue<>(MAX_WAITING_EVENTS);
    private final SupervisedThread sender;

    KafkaDownloadEventPublisher(Producer<String, String> producer, ThreadSupervisor supervisor) {
        this.producer = producer;
        this.sender = supervisor.thread("event-sender", () -> send(waiting.take()));
    }

    @PostConstruct
    void start() {
        sender.start();
    }

    /** After everything that publishes has stopped, and before the producer is closed. */
    void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) ShutdownEvent event) throws InterruptedException {
        sender.stop(STOP_TIMEOUT);
        waiting.forEach(this::send);
    }

    @Override
    public void publish(DownloadEvent event) {
        if (!waiting.offer(event)) {
            logLost(event, "too many events wait for Kafka");
        }
    }

    private void send(DownloadEvent event) {
        try {
            producer.send(new ProducerRecord<>(Topics.EVENTS, event.download().owner().id(),
                    DownloadJson.writeEvent(event)), (metadata, failure) -> {
                        if (failure != null) {
                            logLost(event, failure);
                        }
                    });
        } catch (KafkaException e) {
            logLost(event, e);
        }
    }

    private static void logLost(DownloadEvent event, Object cause) {
        Log.debugf("Event lost: downloadId=%s, cause=%s", event.download().id(), cause);
    }
}
