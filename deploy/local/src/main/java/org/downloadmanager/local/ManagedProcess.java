package org.downloadmanager.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A process of the cluster that can be killed, stopped, frozen, thawed and started again, with the same port and log file.
 * Thread-safe.
 */
public final class ManagedProcess {

    /**
     * How a process is started, and when it is ready.
     *
     * @param timeout until it must be ready
     * @param grace how long it may take to stop
     */
    public record ProcessSpec(List<String> command, Map<String, String> environment, Path directory,
            BooleanSupplier ready,
            Duration timeout, Duration grace) {}

    private final Role role;
    private final String name;
    private final int port;
    private final int managementPort;
    private final Path log;
    private final ProcessSpec spec;
    private volatile Consumer<String> changes = change -> {};
    private volatile ChildProcess process;
    private boolean retired;

    /** A process that is not started yet. */
    public ManagedProcess(Role role, String name, int port, Path log, ProcessSpec spec) {
        this(role, name, port, port, log, spec);
    }

    /** A process with a separate management port. */
    ManagedProcess(Role role, String name, int port, int managementPort, Path log, ProcessSpec spec) {
        this.role = role;
        this.name = name;
        this.port = port;
        this.managementPort = managementPort;
        this.log = log;
        this.spec = spec;
    }

    public Role role() {
        return role;
    }

    public String name() {
        return name;
    }

    public int port() {
        return port;
    }

    /** The management port; may equal {@link #port()}. */
    public int managementPort() {
        return managementPort;
    }

    /** The log with the output of all its starts. */
    public Path log() {
        return log;
    }

    /** The URL of the process itself, without the load balancer. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The URL of the management port. */
    public URI management() {
        return URI.create("http://127.0.0.1:" + managementPort);
    }

    /** The pid of the running process, if it runs. */
    public OptionalLong pid() {
        ChildProcess current = process;
        return current != null && current.isAlive() ? OptionalLong.of(current.pid()) : OptionalLong.empty();
    }

    public boolean isAlive() {
        ChildProcess current = process;
        return current != null && current.isAlive();
    }

    public boolean isFrozen() {
        ChildProcess current = process;
        return current != null && current.isFrozen();
    }

    /** {@code running}, {@code frozen} or {@code ended}. */
    public String state() {
        return isFrozen() ? "frozen" : isAlive() ? "running" : "ended";
    }

    /** SIGKILL; returns when the process has ended. */
    public void kill() {
        kill(living());
    }

    private void kill(ChildProcess living) {
        living.kill();
        changes.accept("");
    }

    /** SIGTERM; returns when the process has ended, which is forced when it takes too long. */
    public void stop() {
        stop(living());
    }

    private void stop(ChildProcess living) {
        boolean inTime = living.stop(spec.grace());
        changes.accept(
                inTime ? "" : name + " did not stop within " + spec.grace().toSeconds() + " s and was killed.");
    }

    /** SIGSTOP: the process keeps its connections and does nothing. */
    public void freeze() {
        living().freeze();
        changes.accept("");
    }

    /** SIGCONT. */
    public void thaw() {
        living().thaw();
        changes.accept("");
    }

    /** Starts the process again; returns when it is ready. */
    public void start() {
        ChildProcess started;
        synchronized (this) {
            if (retired) {
                throw new ClusterException(name + " is not started, everything is being stopped.");
            }
            if (isAlive()) {
                throw new ClusterException(name + " is running already.");
            }
            try {
                started = ChildProcess.start(spec.command(), spec.environment(), spec.directory(), log);
            } catch (IOException e) {
                throw new ClusterException(name + " cannot be started: " + e.getMessage() + ".", e);
            }
            process = started;
        }
        changes.accept("");
        awaitReady(started);
        started.onExit().thenRun(() -> {
            if (!started.isEndExpected()) {
                changes.accept(name + " ended with exit code " + started.exitCode() + ", see " + log + ".");
            }
        });
    }

    /** Stops the process, if it runs, and never starts it again. */
    public void retire() {
        lastToRun().ifPresent(this::stop);
    }

    /** Kills the process, if it runs, and never starts it again. */
    void discard() {
        lastToRun().ifPresent(this::kill);
    }

    private synchronized Optional<ChildProcess> lastToRun() {
        retired = true;
        return Optional.ofNullable(process).filter(ChildProcess::isAlive);
    }

    /** Called at every change of the process; the text is empty for a requested change. */
    void onChange(Consumer<String> listener) {
        changes = listener;
    }

    private ChildProcess living() {
        ChildProcess current = process;
        if (current == null || !current.isAlive()) {
            throw new ClusterException(name + " is not running.");
        }
        return current;
    }

    private void awaitReady(ChildProcess started) {
        long deadline = System.nanoTime() + spec.timeout().toNanos();
        while (!spec.ready().getAsBoolean() || !started.isAlive()) {
            if (!started.isAlive()) {
                changes.accept("");
                throw new ClusterException(started.isEndExpected()
                        ? name + " was stopped before it was ready."
                        : name + " ended with exit code " + started.exitCode() + " before it was ready, see " + log
                                + ".");
            }
            if (System.nanoTime() > deadline) {
                throw new ClusterException(
                        name + " was not ready within " + spec.timeout().toSeconds() + " s, see " + log + ".");
            }
            pause();
        }
    }

    private void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("The wait for " + name + " was interrupted.", e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
