package org.downloadmanager.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Programs that start processes of ours, for tests to kill. */
final class Launchers {

    static final boolean HAS_SETSID = ChildProcess.onPath("setsid", System.getenv("PATH")) != null;

    private Launchers() {}

    /**
     * Starts three sleeping children, the first through a child of its own, ends one of them, prints the pids of the
     * others and waits.
     */
    static final class OfSleepers {

        public static void main(String[] args) throws Exception {
            Path directory = Path.of(args[0]);
            ChildProcess first = sleeper(directory, "sh", "-c", "sleep 600; true");
            ChildProcess second = sleeper(directory, "sleep", "600");
            ChildProcess third = sleeper(directory, "sleep", "600");
            second.kill();
            third.freeze();
            System.out.println(first.pid() + " " + third.pid());
            Thread.currentThread().join();
        }

        private static ChildProcess sleeper(Path directory, String... command) throws Exception {
            return ChildProcess.start(List.of(command), Map.of(), directory, directory.resolve("log"));
        }
    }

    /** The command with stand-ins for the services. */
    static final class OfCluster {

        public static void main(String[] args) {
            Path jar = Path.of(args[1]);
            System.exit(
                    new LocalClusterMain(
                            Cluster.builder().data(Path.of(args[0])).port(Integer.parseInt(args[2])).api(2).workers(1)
                                    .apiJar(jar).workerJar(jar).catalog(jar).progress(System.out::println).build())
                            .run());
        }
    }

    static Process start(Class<?> program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Jvm.java(), "-Xmx128m", "-XX:+UseSerialGC",
                program.getName()));
        command.addAll(List.of(arguments));
        if (HAS_SETSID) {
            // In its own process group, so that a test can signal it like a terminal does, even when the tests run in the
            // background with that signal ignored.
            command.addAll(0, List.of("setsid", "env", "--default-signal=INT"));
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(Jvm.classPath());
        Process launcher = builder.start();
        // If this JVM is killed, the launcher ends too, and with it its processes.
        ProcessReaper.ofThisJvm().started(launcher.pid());
        launcher.onExit().thenRun(() -> tellEnd(launcher));
        return launcher;
    }

    private static void tellEnd(Process launcher) {
        try {
            ProcessReaper.ofThisJvm().ended(launcher.pid());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
