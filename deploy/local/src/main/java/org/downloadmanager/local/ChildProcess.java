package org.downloadmanager.local;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A child process that is signalled by its pid only, and that does not outlive this JVM. */
final class ChildProcess {

    /** The inherited variables; everything else that configures a JVM or a service is set explicitly. */
    private static final Set<String> INHERITED = Set.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR",
            "JAVA_HOME");

    private static final boolean SETSID = onPath("setsid", System.getenv("PATH")) != null;

    private final Process process;
    private volatile boolean frozen;
    private volatile boolean endExpected;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /** Appends output and errors to {@code log}; {@code environment} is added to the inherited variables. */
    static ChildProcess start(List<String> command, Map<String, String> environment, Path directory, Path log)
            throws IOException {
        // The child waits for a line before it becomes the program, so it never runs without the reaper knowing it: if this
        // JVM dies before, the child's input ends and the child exits.
        List<String> line = new ArrayList<>(List.of("sh", "-c", "read -r go && exec \"$@\" < /dev/null", "sh"));
        line.addAll(inOwnSession(command.toArray(String[]::new)));
        ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile())
                .redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> !INHERITED.contains(name) && !name.startsWith("LC_"));
        builder.environment().putAll(environment);
        ProcessReaper reaper = ProcessReaper.ofThisJvm();
        Process process = builder.start();
        try (OutputStream input = process.getOutputStream()) {
            reaper.started(process.pid());
            process.onExit().thenRun(() -> reaper.ended(process.pid()));
            input.write('\n');
        }
        return new ChildProcess(process);
    }

    /**
     * Runs the command without the terminal's signals: Ctrl-C reaches a whole foreground group, but the processes must
     * stop in order. Without setsid the signals are ignored instead, which a JVM respects.
     */
    static List<String> inOwnSession(String... command) {
        List<String> line = new ArrayList<>(SETSID
                ? List.of("setsid")
                : List.of("sh", "-c", "trap '' INT QUIT HUP; exec \"$@\"", "sh"));
        line.addAll(List.of(command));
        return line;
    }

    /** The file of the program, or null. */
    static Path onPath(String program, String path) {
        for (String directory : path == null ? new String[0] : path.split(File.pathSeparator)) {
            Path candidate = Path.of(directory, program);
            if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    boolean isFrozen() {
        return frozen && isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    CompletableFuture<?> onExit() {
        return process.onExit();
    }

    /** Whether this process requested its end. */
    boolean isEndExpected() {
        return endExpected;
    }

    void kill() {
        endExpected = true;
        process.destroyForcibly();
        await(Duration.ofSeconds(10));
    }

    /** SIGTERM, then SIGKILL after the timeout; returns whether it ended without being killed. */
    boolean stop(Duration timeout) {
        endExpected = true;
        thaw();
        process.destroy();
        if (await(timeout)) {
            return true;
        }
        kill();
        return false;
    }

    void freeze() {
        frozen = true;
        signal("STOP");
    }

    void thaw() {
        if (frozen) {
            signal("CONT");
            frozen = false;
        }
    }

    private boolean await(Duration timeout) {
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void signal(String name) {
        try {
            // The shell's builtin, because not every machine has the program kill.
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                    .redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start().waitFor();
        } catch (IOException e) {
            throw new ClusterException("A signal cannot be sent: " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
