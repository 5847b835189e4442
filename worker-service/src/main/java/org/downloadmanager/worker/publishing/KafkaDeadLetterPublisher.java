package org.downloadmanager.worker.publishing;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.inject.Singleton;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.messages.DeadLetter;
import org.downloadmanager.messages.DownloadJson;
import org.downloadmanager.messages.Topics;
import org.downloadmanager.worker.metrics.Meters;

import io.quarkus.logging.Log;

/** Publishes through Kafka. */
@Singleton
class KafkaDeadLetterPublisher implements DeadLetterPublisher {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Producer<String, String> producer;
    private final Meters meters;

    KafkaDeadLetterPublisher(Producer<String, String> producer, Meters meters) {
        this.producer = producer;
        this.meters = meters;
    }

    @Override
    public boolean publish(DeadLetter letter) {
        DownloadId id = letter.download().id();
        try {
            producer.send(new ProducerRecord<>(Topics.DEAD_LETTERS, id.value(), DownloadJson.writeDeadLetter(letter)))
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
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
}
