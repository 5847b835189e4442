package org.downloadmanager.system;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import org.downloadmanager.local.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The shell commands in rest.md work as written. */
@ExtendWith(SharedCluster.class)
class RestGuideE2E {

    private static final Path PAGE = Path.of("..", "..", "deploy/docs/rest.md");
    private static final String END = "=== end of step";

    @TempDir
    Path directory;

    @Test
    void everyCommandOfTheRestGuideWorks(Cluster cluster) throws Exception {
        assumeTrue(isInstalled("curl"), "curl is not installed");

        // When
        Iterator<String> said = run(steps(), cluster.url().toString()).iterator();

        // Then
        assertThat(said.next()).as("exports").contains("\"name\":\"flights\"");
        assertThat(said.next()).as("acceptance").isEmpty();
        assertThat(said.next()).as("events").contains("retry:", "\"state\":\"READY\"").doesNotContain("\"ERROR\"");
        assertThat(said.next()).as("looks").contains("\"state\":\"READY\"").endsWith("304");
        assertThat(said.next()).as("the rest of the file").isEqualTo("206");
        assertThat(said.next()).as("the link").isEqualTo("200");
        assertThat(said.next()).as("the list").startsWith("HTTP/1.1 200").contains("\"export\":\"flights\"");
        assertThat(said.next()).as("cancellation and removal").contains("\"state\":\"CANCELLED\"").endsWith("204");
        assertThat(said.next()).as("deletion").isEqualTo("204");
        assertThat(said).isExhausted();
        assertThat(directory.resolve("flights.csv")).hasSameBinaryContentAs(directory.resolve("copy.csv"));
        assertThat(Files.readAllLines(directory.resolve("copy.csv"))).hasSizeGreaterThan(1_000);
    }

    /** The paragraphs of shell commands. */
    private static List<String> steps() throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf("```sh\n") + "```sh\n".length();
        return List.of(page.substring(start, page.indexOf("```", start)).split("\n\n"));
    }

    /** The output of each of them. */
    private List<String> run(List<String> steps, String url) throws IOException, InterruptedException {
        String script = "set -eu\n" + String.join("\necho '" + END + "'\n", steps) + "\necho '" + END + "'\n";
        Path output = directory.resolve("output");
        Process shell = new ProcessBuilder("bash", "-c", script.replace("http://localhost:8080", url))
                .directory(directory.toFile()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        boolean ended = shell.waitFor(3, MINUTES);
        shell.destroyForcibly();
        assertThat(ended && shell.exitValue() == 0).as(Files.readString(output)).isTrue();
        List<String> said = new ArrayList<>();
        for (String step : Files.readString(output).split(END + "\n")) {
            said.add(step.strip());
        }
        return said;
    }

    private static boolean isInstalled(String command) throws IOException, InterruptedException {
        return new ProcessBuilder("bash", "-c", "command -v " + command).start().waitFor() == 0;
    }
}
