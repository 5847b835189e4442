package org.downloadmanager.system;

import java.util.List;

import org.downloadmanager.local.KafkaBroker;

import com.fasterxml.jackson.databind.JsonNode;

/** The dead letters in Kafka. */
final class DeadLetters {

    private DeadLetters() {}

    /** All dead letters of a download. */
    static List<JsonNode> of(String id, KafkaBroker kafka) {
        return KafkaTopic.recordsAbout(id, KafkaBroker.DEAD_LETTERS, kafka);
    }
}
