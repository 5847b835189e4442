package org.downloadmanager.system;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.downloadmanager.system.history.Entry.Expectation;

/** A kind of request in the soak, its weight, and how it may end. */
record SoakOrder(String body, int weight, Expectation expectation) {

    private static final Set<String> READY = Set.of("READY");
    private static final Set<String> ERROR = Set.of("ERROR");

    /** Requests each file once before any fault, as the expected result. */
    static List<SoakOrder> menu(Client undisturbed) {
        return List.of(
                ready(undisturbed, 20, "tiny", Map.of()),
                ready(undisturbed, 3, "delays-by-airport", Map.of()),
                ready(undisturbed, 3, "flights", Map.of("origin", "LAS")),
                ready(undisturbed, 20, "simulated", Map.of("rows", 1_000, "duration", 1_000)),
                ready(undisturbed, 20, "simulated", Map.of("rows", 40_000, "duration", 4_000)),
                ready(undisturbed, 10, "simulated", Map.of("rows", 10_000, "duration", 10_000)),
                ready(undisturbed, 3, "simulated", Map.of("rows", 500, "duration", 2_000, "checkpoints", false)),
                ready(undisturbed, 5, "simulated",
                        Map.of("rows", 2_000, "duration", 2_000, "failAt", 1_000, "failOnce", true)),
                new SoakOrder(Client.body("simulated", "csv", Map.of("failAt", 0, "failure", "refuses")), 3,
                        new Expectation(ERROR, null)),
                new SoakOrder(Client.body("simulated", "csv", Map.of("failAt", 0, "failure", "kills-jvm")), 1,
                        new Expectation(ERROR, null)));
    }

    private static SoakOrder ready(Client undisturbed, int weight, String export, Map<String, Object> parameters) {
        Download download;
        try (Watch watch = undisturbed.watch()) {
            download = watch.untilEnd(undisturbed.request(export, "csv", parameters).id());
        }
        return new SoakOrder(Client.body(export, "csv", parameters), weight,
                new Expectation(READY, download.file().sha256()));
    }

    static SoakOrder choose(List<SoakOrder> menu, Random random) {
        int left = random.nextInt(menu.stream().mapToInt(SoakOrder::weight).sum());
        for (SoakOrder order : menu) {
            left -= order.weight();
            if (left < 0) {
                return order;
            }
        }
        throw new IllegalStateException("Nothing to choose from");
    }

    /** The expectation when its owner may cancel it. */
    Expectation ifCancelled() {
        return new Expectation(Set.of(expectation.states().iterator().next(), "CANCELLED"), expectation.sha256());
    }
}
