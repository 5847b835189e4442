package org.downloadmanager.kubernetes;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** All checks of the manifests. */
final class Checks {

    private static final Path OVERLAYS = Path.of("overlays");

    private Checks() {}

    static Manifests overlay(String name) {
        return Kustomization.render(OVERLAYS.resolve(name));
    }

    static List<String> complaints(Manifests manifests) {
        return Stream.<Function<Manifests, List<String>>>of(Schemas::complaints, References::complaints,
                KnownSettings::complaints, Workloads::complaints, Network::complaints)
                .flatMap(check -> check.apply(manifests).stream())
                .toList();
    }
}
