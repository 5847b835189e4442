package org.downloadmanager.kubernetes;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The manifests that would be applied to a cluster. */
record Manifests(List<ObjectNode> all) {

    static String name(JsonNode manifest) {
        return manifest.at("/metadata/name").asText();
    }

    static String kind(JsonNode manifest) {
        return manifest.path("kind").asText();
    }

    /** The name of a manifest in messages. */
    static String title(JsonNode manifest) {
        return kind(manifest) + " " + name(manifest);
    }

    Stream<ObjectNode> ofKind(String... kinds) {
        return all.stream().filter(manifest -> Arrays.asList(kinds).contains(kind(manifest)));
    }

    Optional<ObjectNode> find(String kind, String name) {
        return ofKind(kind).filter(manifest -> name(manifest).equals(name)).findFirst();
    }

    /** A pod for each workload. */
    List<Pod> pods() {
        return ofKind("Deployment", "StatefulSet", "Job", "KafkaNodePool").map(Pod::of).toList();
    }

    List<Pod> pods(JsonNode selector) {
        return pods().stream().filter(pod -> pod.isSelectedBy(selector)).toList();
    }
}
