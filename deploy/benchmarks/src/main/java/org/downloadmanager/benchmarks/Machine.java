package org.downloadmanager.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** When, where and with which versions something was measured. */
public record Machine(String measuredAt, boolean quick, String processor, int cores, long memoryMiB, String system,
        String java, Map<String, String> programs, String commit) {

    private static final String UNKNOWN = "unknown";
    private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+)+");

    static Machine thisOne(Clock clock, Profile profile, Path project) throws IOException {
        return new Machine(clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(), profile == Profile.QUICK,
                find("/proc/cpuinfo", "model name\\s*:\\s*(.+)"), Runtime.getRuntime().availableProcessors(),
                Long.parseLong(find("/proc/meminfo", "MemTotal:\\s*(\\d+)")) >> 10,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.runtime.version"), programs(project),
                say(project, "git", "describe", "--always", "--dirty"));
    }

    private static Map<String, String> programs(Path project) {
        Map<String, String> programs = new LinkedHashMap<>();
        programs.put("Redis", version(say(project, "redis-server", "--version")));
        programs.put("Node.js", version(say(project, "node", "--version")));
        programs.put("PostgreSQL", version(say(project, "psql", "--version")));
        programs.put("nginx", version(say(project, "/usr/sbin/nginx", "-v")));
        return programs;
    }

    private static String version(String said) {
        Matcher version = VERSION.matcher(said);
        return version.find() ? version.group() : said;
    }

    private static String find(String file, String expression) throws IOException {
        Matcher found = Pattern.compile(expression).matcher(Files.readString(Path.of(file)));
        return found.find() ? found.group(1) : UNKNOWN;
    }

    private static String say(Path directory, String... command) {
        try {
            Process process = new ProcessBuilder(command).directory(directory.toFile())
                    .redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return said.isEmpty() ? UNKNOWN : said;
        } catch (IOException e) {
            return "none";
        }
    }

    @Override
    public String toString() {
        return "%s%s, %d cores, %d MiB; %s; Java %s, %s; commit %s; %s".formatted(
                quick ? "A quick run, which proves nothing but that it runs. " : "", processor, cores, memoryMiB,
                system, java, programs.entrySet().stream().map(program -> program.getKey() + " " + program.getValue())
                        .collect(Collectors.joining(", ")),
                commit, measuredAt);
    }
}
