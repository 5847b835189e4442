package org.downloadmanager.api.downloads;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.inject.Singleton;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.messages.DownloadJson;
import org.downloadmanager.messages.Topics;

import io.quarkus.logging.Log;

/** Publishes through Kafka. */
@Singleton
class KafkaCommandPublisher implements CommandPublisher {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final Producer<String, String> producer;

    KafkaCommandPublisher(Producer<String, String> producer) {
        this.producer = producer;
    }

    @Override
    public void add(Download accepted) {
        try {
            producer.send(new ProducerRecord<>(Topics.COMMANDS, accepted.id().value(), DownloadJson.write(accepted)))
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            logUnacknowledged(accepted, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            logUnacknowledged(accepted, e);
        }
    }

    private static void logUnacknowledged(Download accepted, Exception cause) {
        Log.warnf("Command not acknowledged by Kafka, workers will find it: downloadId=%s, cause=%s", accepted.id(),
                cause.toString());
    }
}
