package org.downloadmanager.kubernetes;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

/** The connections that the network policies allow. */
final class Network {

    private final Manifests manifests;
    private final Set<Arrow> incoming = new LinkedHashSet<>();
    private final Set<Arrow> outgoing = new LinkedHashSet<>();
    private final List<String> complaints = new ArrayList<>();

    private Network(Manifests manifests) {
        this.manifests = manifests;
        manifests.ofKind("NetworkPolicy").forEach(this::policy);
    }

    static List<String> complaints(Manifests manifests) {
        Network network = new Network(manifests);
        manifests.pods().stream().filter(Pod::isOurs).forEach(network::mustBeShut);
        network.oneSided(network.outgoing, network.incoming, Arrow::to, " is not let in");
        network.oneSided(network.incoming, network.outgoing, Arrow::from, " is not let out");
        return network.complaints;
    }

    /** Every allowed connection. */
    static Set<String> arrows(Manifests manifests) {
        Network network = new Network(manifests);
        return Stream.of(network.incoming, network.outgoing).flatMap(Set::stream).map(Arrow::toString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What one end of a connection allows, the other must allow too, if it has policies. */
    private void oneSided(Set<Arrow> allowed, Set<Arrow> other, Function<Arrow, String> end, String what) {
        Set<String> ours = manifests.pods().stream().filter(Pod::isOurs).map(Pod::name).collect(Collectors.toSet());
        allowed.stream()
                .filter(arrow -> ours.contains(end.apply(arrow)) && !other.contains(arrow))
                .forEach(arrow -> complaints.add(arrow + what));
    }

    private void policy(JsonNode policy) {
        List<Pod> pods = manifests.pods(policy.at("/spec/podSelector"));
        String title = Manifests.title(policy);
        if (pods.isEmpty()) {
            complaints.add(title + ": selects no pod");
        }
        for (Pod pod : pods) {
            for (JsonNode rule : policy.at("/spec/ingress")) {
                ports(title, List.of(pod), rule).forEach(port -> peers(title, rule.path("from"))
                        .forEach(peer -> incoming.add(new Arrow(peer, pod.name(), port))));
            }
            for (JsonNode rule : policy.at("/spec/egress")) {
                List<Pod> targets = Pod.stream(rule.path("to")).flatMap(this::selected).toList();
                ports(title, targets, rule).forEach(port -> peers(title, rule.path("to"))
                        .forEach(peer -> outgoing.add(new Arrow(pod.name(), peer, port))));
            }
        }
    }

    /** A rule without ports or peers would allow everything. */
    private Stream<String> ports(String title, List<Pod> listeners, JsonNode rule) {
        if (rule.path("ports").isEmpty()) {
            complaints.add(title + ": lets through every port");
        }
        List<Pod> ours = listeners.stream().filter(Pod::isOurs).toList();
        for (JsonNode port : rule.path("ports")) {
            if (!ours.stream().allMatch(pod -> pod.containers().stream()
                    .anyMatch(container -> container.path("ports").findValues("containerPort")
                            .contains(port.path("port"))))) {
                complaints.add(title + ": nobody listens on port " + port.path("port"));
            }
        }
        return Pod.stream(rule.path("ports"))
                .map(port -> port.path("port").asText()).distinct();
    }

    private Stream<String> peers(String title, JsonNode peers) {
        if (peers.isEmpty()) {
            complaints.add(title + ": lets everybody through");
        }
        return Pod.stream(peers).flatMap(peer -> {
            if (peer.has("ipBlock")) {
                return Stream.of(peer.at("/ipBlock/cidr").asText());
            }
            if (peer.has("namespaceSelector")) {
                return Stream.of(String.join("/", Stream
                        .of(peer.path("namespaceSelector"), peer.path("podSelector"))
                        .flatMap(selector -> selector.path("matchLabels").properties().stream())
                        .map(label -> label.getValue().asText())
                        .toList()));
            }
            List<String> names = selected(peer).map(Pod::name).toList();
            if (names.isEmpty()) {
                complaints.add(title + ": no pod is like its peer " + peer);
            }
            return names.stream();
        });
    }

    private Stream<Pod> selected(JsonNode peer) {
        return peer.has("namespaceSelector") ? Stream.empty() : manifests.pods(peer.path("podSelector")).stream();
    }

    private void mustBeShut(Pod pod) {
        for (String direction : List.of("Ingress", "Egress")) {
            boolean isShut = manifests.ofKind("NetworkPolicy")
                    .filter(policy -> pod.isSelectedBy(policy.at("/spec/podSelector")))
                    .anyMatch(policy -> Pod.stream(policy.at("/spec/policyTypes"))
                            .anyMatch(type -> type.asText().equals(direction)));
            if (!isShut) {
                complaints.add(pod.title() + ": no NetworkPolicy shuts its " + direction);
            }
        }
    }

    private record Arrow(String from, String to, String port) {

        @Override
        public String toString() {
            return from + " -> " + to + ":" + port;
        }
    }
}
