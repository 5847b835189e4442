package org.downloadmanager.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.fabric8.zjsonpatch.JsonPatch;

/** Breaks every rule once: a manifest with one mistake is reported for that mistake only. */
class WrongManifestsTest {

    private static final String POD = "/spec/template/spec";
    private static final String CONTAINER = POD + "/containers/0";

    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|', textBlock = """
            # The form.
            local | Deployment api | add CONTAINER/imagee "x" | The field `imagee`
            local | Deployment api | add /spec/replicas "2" | /spec/replicas: "2" is understood as 2
            local | Deployment api | add CONTAINER/env/- {"name": "A", "value": 8} | value: 8 is understood as "8"
            local | Deployment api | replace POD/automountServiceAccountToken "false" | "false" is understood as false
            local | Deployment api | remove /spec/selector | The required field `selector`
            local | Deployment api | replace CONTAINER/resources/limits/memory "512Mb" | Could not parse suffix
            local | Deployment api | add CONTAINER/imagePullPolicy "Sometimes" | imagePullPolicy: "Sometimes" is none of
            local | Deployment api | add POD/dnsPolicy "ClusterLast" | spec.dnsPolicy: whether it may be "ClusterLast" is not known
            local | Deployment api | replace /apiVersion "apps/v2" | no schema is known of apps/v2 Deployment
            production | KafkaTopic download-events | add /spec/partitons 6 | Unrecognized field "partitons"
            production | KafkaTopic download-events | replace /spec/partitions "6" | /spec/partitions: "6" is understood as 6
            production | KafkaNodePool brokers | replace /spec/roles/0 "brokr" | brokr
            production | ScaledObject worker | add /spec/maxReplicas 3 | property 'maxReplicas' is not defined
            production | ScaledObject worker | replace /spec/triggers/0/metricType "Average" | $.spec.triggers[0].metricType
            production | ScaledObject worker | replace /spec/triggers/0/metadata/threshold 4 | $.spec.triggers[0].metadata.threshold
            production | ScaledObject worker | remove /spec/scaleTargetRef | required property 'scaleTargetRef'
            # Names.
            local | Deployment api | replace POD/serviceAccountName "apy" | there is no ServiceAccount apy
            local | Deployment api | replace CONTAINER/envFrom/0/configMapRef/name "setings" | there is no ConfigMap setings
            local | Deployment api | replace POD/volumes/0/configMap/name "catalogue" | there is no ConfigMap catalogue
            local | Deployment api | add POD/volumes/0/configMap/items [{"key":"a","path":"a"}] | there is no key a in ConfigMap catalog
            local | Deployment api | replace CONTAINER/env/0/valueFrom/secretKeyRef/name "other" | there is no Secret other
            local | Deployment api | replace CONTAINER/env/0/valueFrom/secretKeyRef/key "other" | there is no key other in Secret download-manager
            production | Ingress api | replace /spec/tls/0/secretName "other" | there is no Secret other
            local | Deployment api | replace POD/volumes/2/persistentVolumeClaim/claimName "file" | there is no PersistentVolumeClaim file
            local | Deployment api | replace CONTAINER/volumeMounts/0/name "other" | there is no volume other
            local | Deployment api | replace CONTAINER/livenessProbe/httpGet/port "https" | there is no port "https"
            local | StatefulSet kafka | replace CONTAINER/livenessProbe/tcpSocket/port "kafk" | there is no port "kafk"
            local | Service api | replace /spec/ports/0/targetPort "https" | there is no port "https" of Deployment api
            local | Ingress api | replace /spec/rules/0/http/paths/0/backend/service/name "apy" | there is no Service apy
            local | Ingress api | replace /spec/rules/0/http/paths/0/backend/service/port/name "h" | there is no port "h" of Service api
            local | StatefulSet kafka | replace /spec/serviceName "kafkas" | there is no Service kafkas
            local | ConfigMap settings | replace /data/KAFKA_BOOTSTRAP_SERVERS "kafka:9093" | there is no kafka:9093
            local | ConfigMap settings | replace /data/QUARKUS_REDIS_HOSTS "redis://rediss:6379" | there is no rediss:6379
            production | ConfigMap settings | replace /data/KAFKA_BOOTSTRAP_SERVERS "other-kafka-bootstrap:9093" | there is no other-kafka-bootstrap:9093
            production | ConfigMap settings | replace /data/KAFKA_BOOTSTRAP_SERVERS "downloads-kafka-bootstrap:9094" | there is no downloads-kafka-bootstrap:9094
            production | HorizontalPodAutoscaler api | replace /spec/scaleTargetRef/name "apy" | there is no Deployment apy
            production | ScaledObject worker | replace /spec/scaleTargetRef/name "wrker" | there is no Deployment wrker
            production | KafkaTopic download-events | replace /metadata/labels/strimzi.io~1cluster "other" | there is no Kafka other
            production | KafkaUser download-api | replace /metadata/labels/strimzi.io~1cluster "other" | KafkaUser download-api: there is no Kafka other
            production | Deployment worker | replace CONTAINER/envFrom/1/secretRef/name "other" | there is no Secret other
            # Settings.
            local | Deployment worker | replace CONTAINER/env/2/name "DOWNLOADS_WORKER_SLOT" | there is no setting DOWNLOADS_WORKER_SLOT
            production | ConfigMap settings | add /data/DOWNLOADS_FILES_BUCKET "x" | there is no setting DOWNLOADS_FILES_BUCKET
            # Selectors.
            local | Deployment api | replace /spec/selector/matchLabels/app.kubernetes.io~1name "x" | Deployment api: does not select its own pods
            local | Deployment api | replace POD/topologySpreadConstraints/0/labelSelector/matchLabels/app.kubernetes.io~1name "x" | does not spread its own pods
            local | Service api | replace /spec/selector/app.kubernetes.io~1name "x" | Service api: selects no pod
            local | PodDisruptionBudget api | replace /spec/selector/matchLabels/app.kubernetes.io~1name "x" | PodDisruptionBudget api: selects no pod
            local | PodDisruptionBudget api | replace /spec/selector/matchLabels/app.kubernetes.io~1name "worker" | Deployment api: must have a PodDisruptionBudget
            local | NetworkPolicy redis | replace /spec/podSelector/matchLabels/app.kubernetes.io~1name "x" | NetworkPolicy redis: selects no pod
            local | NetworkPolicy redis | replace /spec/ingress/0/from/0/podSelector/matchExpressions/0/values ["x"] | NetworkPolicy redis: no pod is like its peer
            # Images.
            local | Deployment api | replace CONTAINER/image "download-manager/api" | image without a version
            local | Deployment api | replace CONTAINER/image "download-manager/api:latest" | image without a version
            local | Deployment api | replace CONTAINER/image "localhost:5000/api" | image without a version
            # Containers and pods.
            local | Deployment api | remove CONTAINER/resources/limits/memory | limits no memory
            local | Deployment api | remove CONTAINER/resources/requests/cpu | requests no cpu
            local | Deployment api | remove CONTAINER/securityContext | must not gain privileges
            local | Deployment api | replace CONTAINER/securityContext/readOnlyRootFilesystem false | must not write to its image
            local | Deployment api | add CONTAINER/securityContext/capabilities/add ["CHOWN"] | must drop all capabilities
            local | Deployment api | remove CONTAINER/securityContext/capabilities/drop | must drop all capabilities
            local | Deployment api | remove POD/securityContext/runAsNonRoot | must not run as root
            local | Deployment api | replace POD/securityContext/runAsUser 0 | must not run as root
            local | Deployment api | remove POD/securityContext/seccompProfile | must have the seccomp profile
            local | Deployment api | remove POD/serviceAccountName | must have a ServiceAccount
            local | Deployment api | remove POD/automountServiceAccountToken | Deployment api: must not mount a token
            local | ServiceAccount api | remove /automountServiceAccountToken | ServiceAccount api: must not mount a token
            local | Deployment api | remove POD/enableServiceLinks | addresses of Services
            local | Deployment api | remove POD/topologySpreadConstraints | must be spread
            local | StatefulSet redis | remove CONTAINER/readinessProbe | must have a readinessProbe
            local | Deployment api | replace CONTAINER/livenessProbe/httpGet/path "/q/health/ready" | must tell starting, alive and ready apart
            local | Deployment api | replace POD/terminationGracePeriodSeconds 9 | must be granted more than the 9 s
            local | Deployment worker | replace POD/terminationGracePeriodSeconds 5 | must be granted more than the 5 s
            # Who may talk to whom.
            local | NetworkPolicy redis | remove /spec/policyTypes/1 | StatefulSet redis: no NetworkPolicy shuts its Egress
            local | NetworkPolicy redis | remove /spec/policyTypes/0 | StatefulSet redis: no NetworkPolicy shuts its Ingress
            local | NetworkPolicy redis | remove /spec/ingress/0/ports | lets through every port
            local | NetworkPolicy redis | remove /spec/ingress/0/from | lets everybody through
            local | NetworkPolicy redis | replace /spec/ingress/0/ports/0/port 6380 | nobody listens on port 6380
            local | NetworkPolicy redis | replace /spec/ingress/0/from/0/podSelector/matchExpressions/0/values ["api"] | worker -> redis:6379 is not let in
            local | NetworkPolicy to-kafka-and-redis | remove /spec/egress/1 | api -> redis:6379 is not let out
            """)
    void isComplainedAbout(String overlay, String manifest, String change, String complaint) {
        // Given
        Manifests wrong = changed(Checks.overlay(overlay), manifest, change);

        // When
        List<String> complaints = Checks.complaints(wrong);

        // Then
        assertThat(complaints).anySatisfy(found -> assertThat(found).contains(complaint));
    }

    @Test
    void anUnknownKindIsReported() {
        Manifests wrong = new Manifests(Yaml.documents("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata:
                  name: everything
                """));

        assertThat(Checks.complaints(wrong)).containsExactly(
                "Role everything: no schema is known of rbac.authorization.k8s.io/v1 Role");
    }

    /** With one change: an operation, a path and a value. */
    private static Manifests changed(Manifests manifests, String title, String change) {
        String[] parts = change.split(" +", 3);
        String operation = """
                [{"op": "%s", "path": "%s"%s}]""".formatted(parts[0],
                parts[1].replace("CONTAINER", CONTAINER).replace("POD", POD),
                parts.length == 3 ? ", \"value\": " + parts[2] : "");
        List<ObjectNode> all = new ArrayList<>();
        for (ObjectNode manifest : manifests.all()) {
            all.add(Manifests.title(manifest).equals(title) ? apply(operation, manifest) : manifest);
        }
        assertThat(all).isNotEqualTo(manifests.all());
        return new Manifests(all);
    }

    private static ObjectNode apply(String operation, ObjectNode manifest) {
        try {
            return (ObjectNode) JsonPatch.apply(Yaml.JSON.readTree(operation), manifest);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(operation, e);
        }
    }
}
