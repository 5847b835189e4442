package org.downloadmanager.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.messages.Topics;
import org.downloadmanager.worker.intake.CommandsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.config.WithDefault;

class ManifestsTest {

    @ParameterizedTest
    @ValueSource(strings = { "local", "production" })
    void theManifestsAreValid(String overlay) {
        assertThat(Checks.complaints(Checks.overlay(overlay))).isEmpty();
    }

    @Test
    void inClusterNetworkPoliciesAllowExactlyTheDocumentedFlows() {
        assertThat(Network.arrows(Checks.overlay("local"))).containsExactlyInAnyOrder(
                "ingress-nginx -> api:8080",
                "api -> kafka:9092",
                "api -> redis:6379",
                "worker -> kafka:9092",
                "worker -> redis:6379",
                "kafka-topics -> kafka:9092",
                "monitoring/prometheus -> api:9000",
                "monitoring/prometheus -> worker:9000",
                "api -> kube-system/kube-dns:53",
                "worker -> kube-system/kube-dns:53",
                "kafka-topics -> kube-system/kube-dns:53");
    }

    @Test
    void productionNetworkPoliciesAllowExactlyTheDocumentedFlows() {
        assertThat(Network.arrows(Checks.overlay("production"))).containsExactlyInAnyOrder(
                "traefik -> api:8080",
                "api -> brokers:9093",
                "api -> 10.0.0.0/8:6380",
                "api -> 0.0.0.0/0:443",
                "worker -> brokers:9093",
                "worker -> 10.0.0.0/8:6380",
                "worker -> 0.0.0.0/0:443",
                "monitoring/prometheus -> api:9000",
                "monitoring/prometheus -> worker:9000",
                "api -> kube-system/kube-dns:53",
                "worker -> kube-system/kube-dns:53");
    }

    @Test
    void theTopicsMatchTheDocumentation() {
        Manifests production = Checks.overlay("production");

        assertThat(production.ofKind("KafkaTopic")).extracting(
                Manifests::name,
                topic -> topic.at("/spec/partitions").asInt(),
                topic -> topic.at("/spec/replicas").asInt(),
                topic -> topic.at("/spec/config/min.insync.replicas").asInt(),
                topic -> topic.at("/spec/config/retention.ms").asLong())
                .containsExactlyInAnyOrder(
                        tuple("download-commands", 48, 3, 2, 604_800_000L),
                        tuple("download-events", 6, 3, 2, 3_600_000L),
                        tuple("download-commands-dlq", 6, 3, 2, 2_592_000_000L));
        assertThat(Checks.overlay("local").find("Job", "kafka-topics").orElseThrow()
                .at("/spec/template/spec/containers/0/command/2").asText())
                .contains("topic download-commands 48 604800000", "topic download-events 6 3600000",
                        "topic download-commands-dlq 6 2592000000");
    }

    @Test
    void theUsersPermissionsMatchTheServices() throws ReflectiveOperationException {
        // Given
        String group = CommandsConfig.class.getMethod("group").getAnnotation(WithDefault.class).value();

        // When
        Set<String> allowed = Checks.overlay("production").ofKind("KafkaUser")
                .flatMap(user -> Pod.stream(user.at("/spec/authorization/acls")))
                .map(rule -> rule.at("/resource/type").asText() + " " + rule.at("/resource/name").asText())
                .collect(Collectors.toSet());

        // Then
        assertThat(allowed).isEqualTo(Set.of("topic " + Topics.COMMANDS, "topic " + Topics.EVENTS,
                "topic " + Topics.DEAD_LETTERS, "group " + group));
    }

    @Test
    void theNumberOfWorkersFollowsTheQueue() {
        // Given
        Manifests production = Checks.overlay("production");

        // When
        JsonNode triggers = production.find("ScaledObject", "worker").orElseThrow().at("/spec/triggers");
        JsonNode slots = Pod.stream(production.find("Deployment", "worker").orElseThrow()
                .at("/spec/template/spec/containers/0/env"))
                .filter(setting -> setting.path("name").asText().equals("DOWNLOADS_WORKER_SLOTS"))
                .findFirst().orElseThrow().path("value");

        // Then
        assertThat(triggers.findValuesAsText("query")).containsExactly(
                "max(downloads_queued >= 0) + max(downloads_running >= 0)",
                "max(downloads_queue_oldest_age_seconds >= 0)");
        assertThat(triggers.at("/0/metadata/threshold")).isEqualTo(slots);
    }

    @Test
    void theScaledObjectsQueryExistingMetrics() throws IOException {
        // Given
        String metrics = Files.readString(Path.of("../docs/metrics.md"));

        // When
        List<String> asked = Checks.overlay("production").ofKind("ScaledObject")
                .flatMap(scaling -> scaling.findValuesAsText("query").stream())
                .flatMap(query -> Pattern.compile("downloads_\\w+").matcher(query).results())
                .map(MatchResult::group).toList();

        // Then
        assertThat(asked).isNotEmpty().allSatisfy(name -> assertThat(metrics).contains("| `" + name + "` |"));
    }

    @Test
    void theCatalogCanBeReadByTheServices() {
        assertThat(Catalog.read(Path.of("base/catalog.yaml"), Map.of()).exports()).isNotEmpty();
    }
}
