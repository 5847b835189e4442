package org.downloadmanager.system;

import java.util.List;

import org.downloadmanager.local.KafkaBroker;

import com.fasterxml.jackson.databind.JsonNode;

/** The commands that led nowhere. */
final class DeadLetters {

    private DeadLetters() {}

    /** All letters about that download. */
    static List<JsonNode> of(String id, KafkaBroker kafka) {
        return KafkaTopic.recordsAbout(id, KafkaBroker.DEAD_LETTERS, kafka);
    }
}
