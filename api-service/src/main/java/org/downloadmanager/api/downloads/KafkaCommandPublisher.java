package org.downloadmanager.api.downloads;

import java.time.Duration;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.messages.DownloadEvent;
import org.downloadmanager.messages.DownloadJson;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

import io.quarkus.logging.Log;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;

/** Publishes through Kafka. */
@Singleton
class KafkaCommandPublisher implements CommandPublisher {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final int WAITING = 10_000;

    private final MutinyEmitter<Record<String, String>> commands;
    private final MutinyEmitter<Record<String, String>> events;

    KafkaCommandPublisher(
            @Channel("commands") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = WAITING) MutinyEmitter<Record<String, String>> commands,
            @Channel("events-out") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = WAITING) MutinyEmitter<Record<String, String>> events) {
        this.commands = commands;
        this.events = events;
    }

    @Override
    public void add(Download accepted) {
        try {
            commands.send(Record.of(accepted.id().value(), DownloadJson.write(accepted)))
                    .await().atMost(TIMEOUT);
        } catch (RuntimeException e) {
            Log.warnf("Command not acknowledged by Kafka, workers will find it: downloadId=%s, cause=%s",
                    accepted.id(), e.toString());
        }
    }

    @Override
    public void publish(DownloadEvent event) {
        events.send(Record.of(event.download().owner().id(), DownloadJson.writeEvent(event)))
                .subscribe().with(
                        sent -> {},
                        failure -> Log.debugf("Event lost: downloadId=%s, cause=%s", event.download().id(), failure));
    }
}
