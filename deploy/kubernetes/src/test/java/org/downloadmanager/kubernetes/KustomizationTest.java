package org.downloadmanager.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KustomizationTest {

    /** Before 1.21 (2021), a directory could not be a resource. */
    private static final Pattern OLD = Pattern.compile("v1\\.(1?[0-9]|20)\\.");
    /** The suffix of a generated name. */
    private static final Pattern HASH = Pattern.compile("(?m)(?<=name: )(settings|catalog|kafka)-[a-z0-9]{10}$");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = { "overlays/local", "overlays/production", "base", "scaling" })
    void rendersWhatKubectlRenders(String name) throws Exception {
        // Given
        Optional<Path> kubectl = kubectl();
        assumeTrue(kubectl.isPresent(), "no kubectl on the PATH, so nothing to compare with");
        assumeTrue(!OLD.matcher(output(kubectl.get(), "version", "--client")).find(), "this kubectl is too old");

        // When
        String rendered = output(kubectl.get(), "kustomize", name);

        // Then
        assertThat(Kustomization.render(Path.of(name)).all())
                .containsExactlyInAnyOrderElementsOf(Yaml.documents(HASH.matcher(rendered).replaceAll("$1")));
    }

    @Test
    void unknownFieldsAreRefused() throws IOException {
        Files.writeString(directory.resolve("kustomization.yaml"), "namePrefix: my-");

        assertThatThrownBy(() -> Kustomization.render(directory)).hasMessageContaining("namePrefix");
    }

    @Test
    void aPatchWithoutTargetIsRefused() throws IOException {
        Files.writeString(directory.resolve("kustomization.yaml"),
                "patches: [{target: {kind: Deployment, name: none}, patch: '[]'}]");

        assertThatThrownBy(() -> Kustomization.render(directory)).hasMessageContaining("Nothing to patch");
    }

    private static Optional<Path> kubectl() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(place -> Path.of(place, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String output(Path program, String... arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", arguments)).isZero();
        return output;
    }
}
