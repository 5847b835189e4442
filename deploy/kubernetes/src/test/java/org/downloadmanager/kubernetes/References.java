package org.downloadmanager.kubernetes;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

/** Checks that everything a manifest refers to by name exists. */
final class References {

    /** Secrets that the README has the operator create, with their keys. */
    private static final Map<String, Set<String>> BY_HAND = Map.of(
            "download-manager", Set.of("identity-secret", "redis-password"),
            "download-files", Set.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
            "downloads-tls", Set.of("tls.crt", "tls.key"));

    private final Manifests manifests;
    private final List<String> complaints = new ArrayList<>();

    private References(Manifests manifests) {
        this.manifests = manifests;
    }

    static List<String> complaints(Manifests manifests) {
        References references = new References(manifests);
        for (JsonNode manifest : manifests.all()) {
            references.visit(Manifests.title(manifest), manifest);
        }
        manifests.pods().stream().filter(Pod::isOurs).forEach(references::withinPod);
        manifests.ofKind("Service").forEach(references::service);
        manifests.ofKind("ConfigMap").forEach(references::addresses);
        manifests.ofKind("KafkaNodePool", "KafkaTopic", "KafkaUser").forEach(references::kafka);
        return references.complaints;
    }

    private void visit(String title, JsonNode node) {
        node.properties().forEach(field -> {
            JsonNode value = field.getValue();
            switch (field.getKey()) {
                case "serviceAccountName" -> require(title, "ServiceAccount", value);
                case "claimName" -> require(title, "PersistentVolumeClaim", value);
                case "serviceName" -> require(title, "Service", value);
                case "scaleTargetRef" -> require(title, value.path("kind").asText("Deployment"), value.path("name"));
                case "configMapRef", "configMapKeyRef", "configMap" -> configMap(title, value);
                case "secretRef", "secretKeyRef" -> secret(title, value.path("name").asText(), keys(value));
                case "secretName" -> secret(title, value.asText(), keys(node));
                case "backend" -> backend(title, value.path("service"));
                default -> visit(title, value);
            }
        });
        if (node.isArray()) {
            node.forEach(element -> visit(title, element));
        }
    }

    private void require(String title, String kind, JsonNode name) {
        require(title, kind + " " + name.asText(), manifests.find(kind, name.asText()).isPresent());
    }

    private void require(String title, String what, boolean isThere) {
        if (!isThere) {
            complaints.add(title + ": there is no " + what);
        }
    }

    private void configMap(String title, JsonNode reference) {
        require(title, "ConfigMap", reference.path("name"));
        manifests.find("ConfigMap", reference.path("name").asText())
                .ifPresent(found -> keys(reference)
                        .forEach(key -> require(title, "key " + key + " in " + Manifests.title(found),
                                found.path("data").has(key))));
    }

    private void secret(String title, String name, List<String> keys) {
        Map<String, Set<String>> secrets = secrets();
        require(title, "Secret " + name, secrets.containsKey(name));
        keys.forEach(key -> require(title, "key " + key + " in Secret " + name,
                secrets.getOrDefault(name, Set.of()).contains(key)));
    }

    private Map<String, Set<String>> secrets() {
        Map<String, Set<String>> made = manifests.ofKind("KafkaUser")
                .collect(Collectors.toMap(Manifests::name, user -> Set.of("password", "sasl.jaas.config")));
        manifests.ofKind("Kafka")
                .forEach(kafka -> made.put(Manifests.name(kafka) + "-cluster-ca-cert", Set.of("ca.crt")));
        made.putAll(BY_HAND);
        return made;
    }

    private static List<String> keys(JsonNode reference) {
        return Stream.concat(Pod.stream(reference.path("items")), Stream.of(reference))
                .filter(holder -> holder.has("key"))
                .map(holder -> holder.get("key").asText())
                .toList();
    }

    private void backend(String title, JsonNode backend) {
        require(title, "Service", backend.path("name"));
        manifests.find("Service", backend.path("name").asText()).ifPresent(service -> {
            JsonNode port = backend.at("/port/name");
            require(title, "port " + port + " of " + Manifests.title(service),
                    hasPort(service.at("/spec/ports"), candidate -> candidate.path("name").equals(port)));
        });
    }

    private void service(JsonNode service) {
        for (Pod pod : manifests.pods(matching(service.at("/spec/selector")))) {
            for (JsonNode port : service.at("/spec/ports")) {
                JsonNode target = port.path("targetPort");
                require(Manifests.title(service), "port " + target + " of " + pod.title(),
                        pod.containers().stream().anyMatch(container -> hasPort(container, target)));
            }
        }
    }

    static JsonNode matching(JsonNode labels) {
        return Yaml.JSON.createObjectNode().set("matchLabels", labels);
    }

    private void withinPod(Pod pod) {
        Set<String> volumes = Stream
                .of(pod.spec().path("volumes"), pod.workload().at("/spec/volumeClaimTemplates"))
                .flatMap(Pod::stream)
                .map(volume -> volume.path("name").asText(Manifests.name(volume)))
                .collect(Collectors.toSet());
        for (JsonNode container : pod.containers()) {
            container.path("volumeMounts").findValuesAsText("name")
                    .forEach(mount -> require(pod.title(), "volume " + mount, volumes.contains(mount)));
            Stream.of("httpGet", "tcpSocket").map(container::findValues).flatMap(List::stream)
                    .map(probe -> probe.path("port"))
                    .forEach(port -> require(pod.title(), "port " + port, hasPort(container, port)));
        }
    }

    private static boolean hasPort(JsonNode container, JsonNode nameOrNumber) {
        return hasPort(container.path("ports"), port -> nameOrNumber.equals(port.path("name"))
                || nameOrNumber.equals(port.path("containerPort")));
    }

    private static boolean hasPort(JsonNode ports, Predicate<JsonNode> wanted) {
        return Pod.stream(ports).anyMatch(wanted);
    }

    /** The configured addresses of Kafka and Redis, when they run in the cluster. */
    private void addresses(JsonNode settings) {
        Stream.of("KAFKA_BOOTSTRAP_SERVERS", "QUARKUS_REDIS_HOSTS")
                .map(setting -> settings.path("data").path(setting).asText())
                .filter(address -> !address.isEmpty())
                .map(address -> URI.create(address.contains("://") ? address : "kafka://" + address))
                .filter(address -> !address.getHost().contains("."))
                .forEach(address -> require(Manifests.title(settings), address.getHost() + ":" + address.getPort(),
                        isServed(address.getHost(), address.getPort())));
    }

    private boolean isServed(String host, int port) {
        boolean byService = manifests.find("Service", host).stream()
                .anyMatch(service -> hasPort(service.at("/spec/ports"), served -> served.path("port").asInt() == port));
        boolean byStrimzi = manifests.ofKind("Kafka")
                .filter(kafka -> host.equals(Manifests.name(kafka) + "-kafka-bootstrap"))
                .anyMatch(kafka -> hasPort(kafka.at("/spec/kafka/listeners"),
                        listener -> listener.path("port").asInt() == port));
        return byService || byStrimzi;
    }

    private void kafka(JsonNode manifest) {
        require(Manifests.title(manifest), "Kafka", manifest.at("/metadata/labels").path("strimzi.io/cluster"));
    }
}
