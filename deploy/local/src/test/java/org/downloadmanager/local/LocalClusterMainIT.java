package org.downloadmanager.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocalClusterMainIT {

    @TempDir
    Path directory;

    private Process launcher;
    private BufferedReader output;

    @AfterEach
    void end() throws Exception {
        launcher.destroyForcibly().waitFor();
    }

    @Test
    void commandsAreExecutedAndQuitStopsEverything() throws Exception {
        // Given
        int port = Ports.free();
        start(port);
        assertThat(until(line -> line.startsWith("Ready: "))).isEqualTo("Ready: http://localhost:" + port);
        for (int number = 0; number < 3; number++) {
            assertThat(output.readLine()).contains("curl -s").contains("http://localhost:" + port + "/api/");
        }
        List<Long> pids = pids();
        assertThat(pids).hasSize(6);

        // When, then
        command("kill worker-1");
        assertThat(until(line -> line.startsWith("worker-1"))).contains("ended");
        command("start worker-1");
        assertThat(until(line -> line.startsWith("worker-1"))).contains("running");
        command("freeze api-1");
        assertThat(until(line -> line.startsWith("api-1"))).contains("frozen");
        command("thaw api-1");
        assertThat(until(line -> line.startsWith("api-1"))).contains("running");
        command("stop api-2");
        assertThat(until(line -> line.startsWith("api-2"))).contains("ended");
        command("add worker");
        assertThat(until(line -> line.startsWith("worker-2"))).contains("running");
        command("add api");
        assertThat(until(line -> line.startsWith("api-3"))).contains("running");
        command("kill nobody");
        assertThat(until(line -> line.startsWith("There is"))).startsWith("There is no part nobody, there are [redis,");
        command("what");
        assertThat(until(line -> line.startsWith("status"))).contains("what is running");
        command("status");
        assertThat(until(line -> line.startsWith("load-balancer"))).contains("running").contains("port " + port);
        List<Long> last = pids();
        command("quit");
        assertThat(launcher.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(launcher.exitValue()).isZero();
        assertThat(last).hasSize(7).noneMatch(LocalClusterMainIT::isAlive);
        assertThat(pids).noneMatch(LocalClusterMainIT::isAlive);
    }

    @Test
    void aTerminatedLauncherStopsEverythingInOrder() throws Exception {
        // Given
        start(0);
        until(line -> line.startsWith("Ready: "));
        List<Long> pids = pids();
        assertThat(pids).hasSize(6).allMatch(LocalClusterMainIT::isAlive);

        // When
        launcher.destroy();

        // Then
        assertThat(launcher.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(launcher.exitValue()).isEqualTo(143);
        assertThat(pids).noneMatch(LocalClusterMainIT::isAlive);
        assertThat(directory.resolve("data/logs/kafka.log")).content(StandardCharsets.UTF_8)
                .contains("shut down completed");
        assertThat(directory.resolve("data/logs/redis.log")).content(StandardCharsets.UTF_8)
                .contains("Redis is now ready to exit");
    }

    @Test
    void ctrlCReachesOnlyTheLauncherWhichStopsEverythingInOrder() throws Exception {
        assumeThat(Launchers.HAS_SETSID).isTrue();

        // Given a launcher that leads a process group, as in a terminal
        start(0);
        until(line -> line.startsWith("Ready: "));
        List<Long> pids = pids();

        // When
        assertThat(new ProcessBuilder("sh", "-c", "kill -INT -" + launcher.pid()).start().waitFor()).isZero();

        // Then the processes that are stopped last were running until their turn.
        assertThat(output.lines().filter(line -> line.startsWith("Stopping "))).hasSize(6).satisfies(stopping -> {
            List<String> lines = List.copyOf(stopping);
            assertThat(lines.subList(0, 3)).containsExactlyInAnyOrder("Stopping api-1", "Stopping api-2",
                    "Stopping worker-1");
            assertThat(lines.get(3)).isEqualTo("Stopping load-balancer");
            assertThat(lines.subList(4, 6)).containsExactlyInAnyOrder("Stopping redis", "Stopping kafka");
        });
        assertThat(launcher.waitFor()).isEqualTo(130);
        assertThat(pids).noneMatch(LocalClusterMainIT::isAlive);
    }

    @Test
    void aKilledLauncherLeavesNoProcessesAndItsDirectoryCanBeReused() throws Exception {
        // Given
        start(0);
        until(line -> line.startsWith("Ready: "));
        List<Long> pids = pids();
        assertThat(pids).hasSize(6).allMatch(LocalClusterMainIT::isAlive);

        // When
        launcher.destroyForcibly().waitFor();
        start(0);

        // Then
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(pids).noneMatch(LocalClusterMainIT::isAlive));
        assertThat(until(line -> line.startsWith("Ready: "))).isNotNull();
    }

    private void start(int port) throws Exception {
        launcher = Launchers.start(Launchers.OfCluster.class, directory.resolve("data").toString(),
                StandIn.jar(directory).toString(), Integer.toString(port));
        output = launcher.inputReader();
    }

    private void command(String line) throws IOException {
        launcher.outputWriter().append(line).append('\n').flush();
    }

    private String until(Predicate<String> wanted) throws IOException {
        StringBuilder before = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (wanted.test(line)) {
                return line;
            }
            before.append(line).append('\n');
        }
        throw new AssertionError("The launcher ended after: " + before);
    }

    private List<Long> pids() {
        assertThat(Files.exists(directory.resolve("data/cluster.json"))).isTrue();
        return ClusterFile.pids(directory.resolve("data/cluster.json"));
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
