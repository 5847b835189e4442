package org.downloadmanager.messages.kafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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

/**
 * Publishes through Kafka. A separate thread sends the events, because a producer may block and a caller must not. While it
 * waits for an acknowledgement, further events collect and are sent together.
 */
@Singleton
class KafkaDownloadEventPublisher implements DownloadEventPublisher {

    /** Most small files are ready earlier, and users do not notice the delay. */
    private static final Duration DELAY = Duration.ofMillis(20);
    private static final Duration ACKNOWLEDGEMENT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);
    /** While this many events wait for Kafka, further ones are dropped. */
    private static final int MAX_WAITING = 10_000;

    private final Producer<String, String> producer;
    private final WaitingEvents waiting = new WaitingEvents(MAX_WAITING, DELAY.toNanos());
    private final SupervisedThread sender;

    KafkaDownloadEventPublisher(Producer<String, String> producer, ThreadSupervisor supervisor) {
        this.producer = producer;
        this.sender = supervisor.thread("event-sender", () -> send(waiting.takeDue()));
    }

    @PostConstruct
    void start() {
        sender.start();
    }

    /** After everything that publishes has stopped, and before the producer is closed. */
    void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) ShutdownEvent event) throws InterruptedException {
        sender.stop(STOP_TIMEOUT);
        waiting.takeAll().forEach(this::send);
    }

    @Override
    public void publish(DownloadEvent event) {
        logIfLost(event, waiting.add(event));
    }

    @Override
    public void publishUnlessEnded(DownloadEvent event) {
        logIfLost(event, waiting.addDelayed(event));
    }

    private static void logIfLost(DownloadEvent event, boolean added) {
        if (!added) {
            logLost(event, "too many events wait for Kafka");
        }
    }

    private void send(List<DownloadEvent> events) throws InterruptedException {
        Future<?> last = CompletableFuture.completedFuture(null);
        for (DownloadEvent event : events) {
            last = send(event);
        }
        try {
            last.get(ACKNOWLEDGEMENT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Logged for each event.
        }
    }

    private Future<?> send(DownloadEvent event) {
        try {
            return producer.send(new ProducerRecord<>(Topics.EVENTS, event.download().owner().id(),
                    DownloadJson.writeEvent(event)), (metadata, failure) -> {
                        if (failure != null) {
                            logLost(event, failure);
                        }
                    });
        } catch (KafkaException e) {
            logLost(event, e);
            return CompletableFuture.completedFuture(null);
        }
    }

    private static void logLost(DownloadEvent event, Object cause) {
        Log.debugf("Event lost: downloadId=%s, cause=%s", event.download().id(), cause);
    }
}
