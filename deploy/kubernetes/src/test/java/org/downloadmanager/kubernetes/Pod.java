package org.downloadmanager.kubernetes;

import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A pod of a workload.
 *
 * @param spec missing when an operator creates it
 */
record Pod(JsonNode workload, JsonNode labels, JsonNode spec) {

    static Pod of(JsonNode workload) {
        JsonNode template = workload.at("/spec/template");
        return Manifests.kind(workload).equals("KafkaNodePool")
                ? new Pod(workload, strimziLabels(workload), template.path("spec"))
                : new Pod(workload, template.at("/metadata/labels"), template.path("spec"));
    }

    private static ObjectNode strimziLabels(JsonNode pool) {
        return Yaml.JSON.createObjectNode()
                .put("strimzi.io/cluster", pool.at("/metadata/labels").path("strimzi.io/cluster").asText())
                .put("strimzi.io/pool-name", Manifests.name(pool))
                .put("strimzi.io/broker-role", Boolean.toString(stream(pool.at("/spec/roles"))
                        .anyMatch(role -> role.asText().equals("broker"))));
    }

    String name() {
        return Manifests.name(workload);
    }

    String title() {
        return Manifests.title(workload);
    }

    boolean isOurs() {
        return !spec.isMissingNode();
    }

    /** Whether it runs until it is stopped. */
    boolean isServer() {
        return isOurs() && !Manifests.kind(workload).equals("Job");
    }

    List<JsonNode> containers() {
        return Stream.of("initContainers", "containers").flatMap(field -> stream(spec.path(field))).toList();
    }

    /**
     * Matches like Kubernetes: all labels and all expressions; an empty selector matches everything, a missing one
     * nothing.
     */
    boolean isSelectedBy(JsonNode selector) {
        return selector.isObject()
                && selector.path("matchLabels").properties().stream()
                        .allMatch(label -> label.getValue().equals(labels.get(label.getKey())))
                && stream(selector.path("matchExpressions")).allMatch(this::matches);
    }

    private boolean matches(JsonNode expression) {
        if (!expression.path("operator").asText().equals("In")) {
            throw new UnsupportedOperationException(expression.toString());
        }
        return stream(expression.path("values"))
                .anyMatch(value -> value.equals(labels.get(expression.path("key").asText())));
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
