package org.downloadmanager.kubernetes;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Fields of Kubernetes with a fixed set of words, which the Java types declare as text. A field with such a word in camel
 * case that is neither listed here nor known as free text is reported too.
 */
final class Enumerations {

    private static final Map<String, Set<String>> WORDS = Map.ofEntries(
            entry("accessModes", Set.of("ReadWriteOnce", "ReadWriteMany", "ReadOnlyMany", "ReadWriteOncePod")),
            entry("fsGroupChangePolicy", Set.of("OnRootMismatch", "Always")),
            entry("imagePullPolicy", Set.of("Always", "IfNotPresent", "Never")),
            entry("metrics.type", Set.of("Resource", "Pods", "Object", "External", "ContainerResource")),
            entry("operator", Set.of("In", "NotIn", "Exists", "DoesNotExist")),
            entry("pathType", Set.of("Exact", "Prefix", "ImplementationSpecific")),
            entry("podManagementPolicy", Set.of("OrderedReady", "Parallel")),
            entry("policies.type", Set.of("Pods", "Percent")),
            entry("policyTypes", Set.of("Ingress", "Egress")),
            entry("protocol", Set.of("TCP", "UDP", "SCTP")),
            entry("restartPolicy", Set.of("Always", "OnFailure", "Never")),
            entry("scheme", Set.of("HTTP", "HTTPS")),
            entry("seccompProfile.type", Set.of("RuntimeDefault", "Localhost", "Unconfined")),
            entry("spec.type", Set.of("ClusterIP", "NodePort", "LoadBalancer", "ExternalName")),
            entry("strategy.type", Set.of("RollingUpdate", "Recreate")),
            entry("target.type", Set.of("Utilization", "Value", "AverageValue")),
            entry("unhealthyPodEvictionPolicy", Set.of("IfHealthyBudget", "AlwaysAllow")),
            entry("whenUnsatisfiable", Set.of("DoNotSchedule", "ScheduleAnyway")),
            entry("drop", Set.of("ALL")));

    private static final Set<String> FREE = Set.of("annotations", "apiVersion", "args", "command", "data", "key",
            "kind",
            "labels", "matchLabels", "name", "value", "values");
    private static final Pattern WORD = Pattern.compile("[A-Z][A-Za-z]+");

    private Enumerations() {}

    static List<String> complaints(JsonNode manifest) {
        List<String> complaints = new ArrayList<>();
        visit("", "", manifest, complaints);
        return complaints;
    }

    /** Elements of an array have the array's name. */
    private static void visit(String parent, String field, JsonNode node, List<String> complaints) {
        if (FREE.contains(field)) {
            return;
        }
        node.properties().forEach(entry -> visit(field, entry.getKey(), entry.getValue(), complaints));
        if (node.isArray()) {
            node.forEach(element -> visit(parent, field, element, complaints));
        }
        if (node.isTextual()) {
            String qualified = parent + "." + field;
            Set<String> words = WORDS.getOrDefault(qualified, WORDS.get(field));
            if (words == null && WORD.matcher(node.textValue()).matches()) {
                complaints.add(qualified + ": whether it may be " + node + " is not known");
            } else if (words != null && !words.contains(node.textValue())) {
                complaints.add(qualified + ": " + node + " is none of " + words.stream().sorted().toList());
            }
        }
    }
}
