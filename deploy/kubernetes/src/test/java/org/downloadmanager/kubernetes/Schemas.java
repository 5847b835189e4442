package org.downloadmanager.kubernetes;

import static java.util.Map.entry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;

import io.fabric8.zjsonpatch.JsonDiff;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;

/** Checks the form of a manifest: its fields, their types, and required fields. Secrets must not be among them. */
final class Schemas {

    private static final Map<String, Class<?>> KUBERNETES = Map.ofEntries(
            entry("v1 ConfigMap", V1ConfigMap.class),
            entry("v1 Namespace", V1Namespace.class),
            entry("v1 PersistentVolumeClaim", V1PersistentVolumeClaim.class),
            entry("v1 Service", V1Service.class),
            entry("v1 ServiceAccount", V1ServiceAccount.class),
            entry("apps/v1 Deployment", V1Deployment.class),
            entry("apps/v1 StatefulSet", V1StatefulSet.class),
            entry("autoscaling/v2 HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class),
            entry("batch/v1 Job", V1Job.class),
            entry("networking.k8s.io/v1 Ingress", V1Ingress.class),
            entry("networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class),
            entry("policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class));

    private static final Map<String, Class<?>> STRIMZI = Map.of(
            "kafka.strimzi.io/v1 Kafka", Kafka.class,
            "kafka.strimzi.io/v1 KafkaNodePool", KafkaNodePool.class,
            "kafka.strimzi.io/v1 KafkaTopic", KafkaTopic.class,
            "kafka.strimzi.io/v1 KafkaUser", KafkaUser.class);

    private static final Map<String, JsonSchema> OTHERS = Map.of(
            "keda.sh/v1alpha1 ScaledObject", schema("/scaled-object.schema.json"));

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new KnownFieldsOnly())
            .build();

    static {
        // Initialises its Gson.
        new JSON();
    }

    private Schemas() {}

    static List<String> complaints(Manifests manifests) {
        List<String> complaints = new ArrayList<>();
        for (JsonNode manifest : manifests.all()) {
            for (String complaint : complaints(manifest)) {
                complaints.add(Manifests.title(manifest) + ": " + complaint);
            }
        }
        return complaints;
    }

    private static List<String> complaints(JsonNode manifest) {
        String kind = manifest.path("apiVersion").asText() + " " + Manifests.kind(manifest);
        if (KUBERNETES.containsKey(kind)) {
            return asKubernetes(manifest, KUBERNETES.get(kind));
        }
        if (STRIMZI.containsKey(kind)) {
            return asStrimzi(manifest, STRIMZI.get(kind));
        }
        if (OTHERS.containsKey(kind)) {
            return OTHERS.get(kind).validate(manifest).stream().map(Object::toString).toList();
        }
        return List.of("no schema is known of " + kind);
    }

    private static List<String> asKubernetes(JsonNode manifest, Class<?> type) {
        String json = manifest.toString();
        try {
            type.getMethod("validateJsonElement", JsonElement.class).invoke(null, JsonParser.parseString(json));
            JsonNode understood = Yaml.JSON.readTree(JSON.getGson().toJson(JSON.getGson().fromJson(json, type)));
            List<String> complaints = new ArrayList<>(differences(manifest, understood));
            complaints.addAll(Enumerations.complaints(manifest));
            return complaints;
        } catch (InvocationTargetException e) {
            return List.of(e.getCause().getMessage());
        } catch (JsonSyntaxException | io.kubernetes.client.custom.QuantityFormatException e) {
            return List.of(e.getMessage());
        } catch (ReflectiveOperationException | JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> asStrimzi(JsonNode manifest, Class<?> type) {
        try {
            ObjectNode understood = STRICT.valueToTree(STRICT.treeToValue(manifest, type));
            // Its types cover several versions and carry the name of the first.
            understood.set("apiVersion", manifest.get("apiVersion"));
            return differences(manifest, understood);
        } catch (JsonProcessingException e) {
            return List.of(e.getOriginalMessage());
        }
    }

    /** What a lenient parser dropped or converted. */
    private static List<String> differences(JsonNode written, JsonNode understood) {
        List<String> differences = new ArrayList<>();
        for (JsonNode operation : JsonDiff.asJson(written, understood)) {
            String path = operation.get("path").textValue();
            if (!Set.of("add", "copy").contains(operation.get("op").textValue())) {
                differences.add(path + ": " + written.at(path) + " is understood as " + understood.at(path));
            }
        }
        return differences;
    }

    private static JsonSchema schema(String resource) {
        try (InputStream schema = Schemas.class.getResourceAsStream(resource)) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Strimzi's types would keep unknown fields. */
    private static final class KnownFieldsOnly extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }
}
