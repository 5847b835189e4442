package org.downloadmanager.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where and with what something was measured. */
public record Machine(String measuredAt, boolean quick, String processor, int cores, long memoryMiB, String system,
        String java, String node, String commit) {

    private static final String UNKNOWN = "unknown";

    static Machine thisOne(Clock clock, Effort effort, Path project) throws IOException {
        return new Machine(clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(), effort == Effort.QUICK,
                find("/proc/cpuinfo", "model name\\s*:\\s*(.+)"), Runtime.getRuntime().availableProcessors(),
                Long.parseLong(find("/proc/meminfo", "MemTotal:\\s*(\\d+)")) >> 10,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.runtime.version"), say(project, "node", "--version"),
                say(project, "git", "describe", "--always", "--dirty"));
    }

    private static String find(String file, String expression) throws IOException {
        Matcher found = Pattern.compile(expression).matcher(Files.readString(Path.of(file)));
        return found.find() ? found.group(1) : UNKNOWN;
    }

    private static String say(Path directory, String... command) {
        try {
            Process process = new ProcessBuilder(command).directory(directory.toFile())
                    .redirectError(Redirect.DISCARD).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return said.isEmpty() ? UNKNOWN : said;
        } catch (IOException e) {
            return "none";
        }
    }

    @Override
    public String toString() {
        return "%s%s, %d cores, %d MiB; %s; Java %s, Node.js %s; commit %s; %s".formatted(
                quick ? "A quick run, which proves nothing but that it runs. " : "", processor, cores, memoryMiB,
                system, java, node, commit, measuredAt);
    }
}
