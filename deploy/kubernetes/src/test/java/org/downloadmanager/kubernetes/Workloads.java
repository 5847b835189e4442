package org.downloadmanager.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

/** Checks of pods and containers. */
final class Workloads {

    private static final Pattern WITH_VERSION = Pattern.compile(".+:\\d+(\\.\\d+)+[^/]*");
    private static final List<String> PROBES = List.of("startupProbe", "livenessProbe", "readinessProbe");
    private static final Pattern SECONDS = Pattern.compile("(\\d+)s");

    private final List<String> complaints = new ArrayList<>();
    private final Manifests manifests;

    private Workloads(Manifests manifests) {
        this.manifests = manifests;
    }

    static List<String> complaints(Manifests manifests) {
        Workloads workloads = new Workloads(manifests);
        manifests.pods().stream().filter(Pod::isOurs).forEach(workloads::pod);
        manifests.ofKind("ServiceAccount").forEach(workloads::serviceAccount);
        manifests.ofKind("Deployment").forEach(workloads::deployment);
        manifests.ofKind("Service").forEach(service -> workloads.mustSelect(Manifests.title(service),
                References.matching(service.at("/spec/selector"))));
        manifests.ofKind("PodDisruptionBudget")
                .forEach(budget -> workloads.mustSelect(Manifests.title(budget), budget.at("/spec/selector")));
        return workloads.complaints;
    }

    private void require(String title, String what, boolean isSo) {
        if (!isSo) {
            complaints.add(title + ": " + what);
        }
    }

    private void mustSelect(String title, JsonNode selector) {
        require(title, "selects no pod", !manifests.pods(selector).isEmpty());
    }

    private void pod(Pod pod) {
        JsonNode spec = pod.spec();
        require(pod.title(), "does not select its own pods", Manifests.kind(pod.workload()).equals("Job")
                || pod.isSelectedBy(pod.workload().at("/spec/selector")));
        for (JsonNode spread : spec.path("topologySpreadConstraints")) {
            require(pod.title(), "does not spread its own pods", pod.isSelectedBy(spread.path("labelSelector")));
        }
        require(pod.title(), "must have a ServiceAccount", spec.has("serviceAccountName"));
        require(pod.title(), "must not mount a token", isFalse(spec.path("automountServiceAccountToken")));
        require(pod.title(), "must not get the addresses of Services as settings",
                isFalse(spec.path("enableServiceLinks")));
        JsonNode security = spec.path("securityContext");
        require(pod.title(), "must not run as root",
                security.path("runAsNonRoot").asBoolean() && security.path("runAsUser").asInt() > 0);
        require(pod.title(), "must have the seccomp profile RuntimeDefault",
                security.at("/seccompProfile/type").asText().equals("RuntimeDefault"));
        pod.containers().forEach(container -> container(pod, container));
    }

    private void container(Pod pod, JsonNode container) {
        String title = pod.title() + ", container " + container.path("name").asText();
        require(title, "image without a version: " + container.path("image"),
                WITH_VERSION.matcher(container.path("image").asText()).matches());
        for (String kind : List.of("requests", "limits")) {
            for (String resource : List.of("cpu", "memory")) {
                require(title, kind + " no " + resource, container.path("resources").path(kind).has(resource));
            }
        }
        JsonNode security = container.path("securityContext");
        require(title, "must not gain privileges", isFalse(security.path("allowPrivilegeEscalation")));
        require(title, "must not write to its image", security.path("readOnlyRootFilesystem").asBoolean());
        require(title, "must drop all capabilities", security.at("/capabilities/drop/0").asText().equals("ALL")
                && !security.path("capabilities").has("add"));
        if (pod.isServer()) {
            PROBES.forEach(probe -> require(title, "must have a " + probe, container.has(probe)));
        }
    }

    /** For the services themselves, which have replicas. */
    private void deployment(JsonNode deployment) {
        Pod pod = Pod.of(deployment);
        require(pod.title(), "must have a PodDisruptionBudget", manifests.ofKind("PodDisruptionBudget")
                .anyMatch(budget -> pod.isSelectedBy(budget.at("/spec/selector"))));
        require(pod.title(), "must be spread", pod.spec().path("topologySpreadConstraints").size() > 0);
        for (JsonNode container : pod.containers()) {
            Set<String> asked = PROBES.stream()
                    .map(probe -> container.path(probe).at("/httpGet/path").asText())
                    .collect(Collectors.toSet());
            require(pod.title(), "must tell starting, alive and ready apart", asked.equals(
                    Set.of("/q/health/started", "/q/health/live", "/q/health/ready")));
            int needed = secondsToStop(container);
            require(pod.title(), "must be granted more than the " + needed + " s that it needs to stop",
                    pod.spec().path("terminationGracePeriodSeconds").asInt() > needed);
        }
    }

    /** The time before SIGTERM and after it. */
    private static int secondsToStop(JsonNode container) {
        Stream<String> settings = Stream.concat(
                Pod.stream(container.path("env"))
                        .filter(setting -> setting.path("name").asText().equals("DOWNLOADS_WORKER_HAND_OVER_TIMEOUT"))
                        .map(setting -> setting.path("value").asText()),
                ServiceSettings.of(container.path("name").asText() + "-service").shutdownTimes());
        return container.at("/lifecycle/preStop/sleep/seconds").asInt()
                + settings.map(SECONDS::matcher).mapToInt(time -> {
                    if (!time.matches()) {
                        throw new IllegalArgumentException("No number of seconds: " + time);
                    }
                    return Integer.parseInt(time.group(1));
                }).sum();
    }

    private void serviceAccount(JsonNode account) {
        require(Manifests.title(account), "must not mount a token",
                isFalse(account.path("automountServiceAccountToken")));
    }

    private static boolean isFalse(JsonNode value) {
        return value.isBoolean() && !value.asBoolean();
    }
}
