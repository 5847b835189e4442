package org.downloadmanager.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.config.ConfigMapping;

/** Checks that the services know their environment variables: an unknown one would be ignored silently. */
final class KnownSettings {

    private static final String OURS = "DOWNLOADS_";
    private static final Set<String> KNOWN = Stream.of("common", "api-service", "worker-service")
            .map(module -> Path.of("../..", module, "src/main/java"))
            .flatMap(KnownSettings::mappings)
            .flatMap(mapping -> names(mapping.getAnnotation(ConfigMapping.class).prefix(), mapping))
            .map(name -> name.toUpperCase(Locale.ROOT))
            .collect(Collectors.toSet());

    private KnownSettings() {}

    static List<String> complaints(Manifests manifests) {
        List<String> complaints = new ArrayList<>();
        for (JsonNode settings : manifests.ofKind("ConfigMap").toList()) {
            settings.path("data").fieldNames()
                    .forEachRemaining(name -> check(Manifests.title(settings), name, complaints));
        }
        for (Pod pod : manifests.pods()) {
            pod.containers().stream().flatMap(container -> Pod.stream(container.path("env")))
                    .forEach(variable -> check(pod.title(), variable.path("name").asText(), complaints));
        }
        return complaints;
    }

    private static void check(String title, String name, List<String> complaints) {
        if (name.startsWith(OURS) && !KNOWN.contains(name)) {
            complaints.add(title + ": there is no setting " + name);
        }
    }

    private static Stream<Class<?>> mappings(Path sources) {
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith("Config.java"))
                    .map(file -> sources.relativize(file).toString().replace(".java", "").replace('/', '.'))
                    .<Class<?>>map(KnownSettings::load).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A setting is a method; a method that returns one of our interfaces has settings of its own. */
    private static Stream<String> names(String prefix, Class<?> settings) {
        return Stream.of(settings.getMethods()).flatMap(method -> {
            String name = prefix.replace('.', '_') + '_' + method.getName().replaceAll("(?=[A-Z])", "_");
            Class<?> type = method.getReturnType();
            return type.isInterface() && type.getPackage().equals(settings.getPackage())
                    ? names(name, type)
                    : Stream.of(name);
        });
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, KnownSettings.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
