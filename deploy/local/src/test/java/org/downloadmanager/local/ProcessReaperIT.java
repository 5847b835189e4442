package org.downloadmanager.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessReaperIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void noDescendantOutlivesAKilledLauncher() throws Exception {
        // Given
        Process launcher = Launchers.start(Launchers.OfSleepers.class, directory.toString());
        List<Long> children = Stream.of(launcher.inputReader().readLine().split(" ")).map(Long::valueOf).toList();
        assertThat(children).hasSize(2).allMatch(ProcessReaperIT::isAlive);
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(childrenOf(children)).hasSize(1));
        List<Long> grandchildren = Launchers.HAS_SETSID ? childrenOf(children) : List.of();

        // When
        launcher.destroyForcibly().waitFor();

        // Then
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(children).noneMatch(ProcessReaperIT::isAlive));
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(grandchildren).noneMatch(ProcessReaperIT::isAlive));
    }

    @Test
    void aChildDoesNotInheritTheEnvironment() throws Exception {
        // Given
        assertThat(System.getenv()).containsKey("PATH");
        Path log = directory.resolve("log");

        // When
        ChildProcess child = ChildProcess.start(List.of("env"), Map.of("DOWNLOADS_CATALOG", "here"), directory, log);
        child.onExit().join();

        // Then
        assertThat(log).content().contains("PATH=" + System.getenv("PATH")).contains("DOWNLOADS_CATALOG=here");
        assertThat(Files.readAllLines(log)).allMatch(
                line -> line.matches(
                        "(PATH|HOME|USER|LOGNAME|LANG|LC_.*|TZ|TMPDIR|JAVA_HOME|DOWNLOADS_CATALOG|PWD|OLDPWD|SHLVL|_)=.*"));
    }

    private static List<Long> childrenOf(List<Long> pids) {
        return pids.stream().flatMap(pid -> ProcessHandle.of(pid).stream()).flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid).toList();
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
