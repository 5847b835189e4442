package org.downloadmanager.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.fabric8.zjsonpatch.JsonPatch;

/**
 * Renders what {@code kubectl kustomize} renders, so that the manifests can be checked without kubectl. Supports what these
 * manifests use, and refuses everything else. Generated names get no hash.
 */
final class Kustomization {

    private static final Set<String> KNOWN = Set.of("apiVersion", "kind", "namespace", "resources",
            "configMapGenerator",
            "images", "patches");

    private final Path directory;
    private final List<ObjectNode> rendered = new ArrayList<>();

    private Kustomization(Path directory) {
        this.directory = directory;
    }

    static Manifests render(Path directory) {
        Kustomization kustomization = new Kustomization(directory);
        kustomization.render(Yaml.documents(directory.resolve("kustomization.yaml")).get(0));
        return new Manifests(kustomization.rendered);
    }

    private void render(JsonNode file) {
        only(KNOWN, file);
        file.path("resources").forEach(resource -> addResource(directory.resolve(resource.textValue()).normalize()));
        file.path("configMapGenerator").forEach(this::generateConfigMap);
        file.path("patches").forEach(this::patch);
        file.path("images").forEach(image -> rendered.forEach(manifest -> setImage(manifest, image)));
        if (file.has("namespace")) {
            rendered.forEach(manifest -> setNamespace(manifest, file.get("namespace").textValue()));
        }
    }

    private void addResource(Path resource) {
        rendered.addAll(Files.isDirectory(resource) ? render(resource).all() : Yaml.documents(resource));
    }

    private void generateConfigMap(JsonNode generator) {
        only(Set.of("name", "behavior", "literals", "files"), generator);
        ObjectNode data = configMap(generator.get("name").textValue(), generator.path("behavior").asText("create"))
                .withObjectProperty("data");
        for (JsonNode literal : generator.path("literals")) {
            String[] pair = literal.textValue().split("=", 2);
            data.put(pair[0], pair[1]);
        }
        for (JsonNode file : generator.path("files")) {
            data.put(file.textValue(), read(directory.resolve(file.textValue())));
        }
    }

    private ObjectNode configMap(String name, String behavior) {
        Manifests manifests = new Manifests(rendered);
        return switch (behavior) {
            case "create" -> {
                ObjectNode created = Yaml.JSON.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
                created.putObject("metadata").put("name", name);
                rendered.add(created);
                yield created;
            }
            case "merge" -> manifests.find("ConfigMap", name).orElseThrow();
            default -> throw new UnsupportedOperationException(behavior);
        };
    }

    private void patch(JsonNode patch) {
        only(Set.of("target", "patch"), patch);
        JsonNode target = patch.get("target");
        only(Set.of("kind", "name"), target);
        JsonNode operations = Yaml.JSON.valueToTree(
                new org.yaml.snakeyaml.Yaml().<Object>load(patch.get("patch").textValue()));
        ObjectNode manifest = new Manifests(rendered)
                .find(target.get("kind").textValue(), target.get("name").textValue())
                .orElseThrow(() -> new IllegalArgumentException("Nothing to patch: " + target));
        rendered.set(rendered.indexOf(manifest), (ObjectNode) JsonPatch.apply(operations, manifest));
    }

    private static void setImage(JsonNode manifest, JsonNode image) {
        only(Set.of("name", "newName", "newTag"), image);
        String name = image.get("name").textValue();
        for (JsonNode container : manifest.findParents("image")) {
            if (container.get("image").asText().split(":", 2)[0].equals(name)) {
                ((ObjectNode) container).put("image",
                        image.path("newName").asText(name) + ":" + image.get("newTag").asText());
            }
        }
    }

    private static void setNamespace(ObjectNode manifest, String namespace) {
        if (!manifest.path("kind").asText().equals("Namespace")) {
            manifest.withObjectProperty("metadata").put("namespace", namespace);
        }
    }

    private static void only(Set<String> known, JsonNode node) {
        node.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                throw new UnsupportedOperationException(field + " is not known here: " + node);
            }
        });
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
