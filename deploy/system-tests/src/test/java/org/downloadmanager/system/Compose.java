package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The compose file of the project, under its own project name and with the simulated exports. */
final class Compose implements AutoCloseable {

    private static final Path PROJECT = Path.of("..", "..");
    private static final Path SETTINGS = Path.of("src", "test", "resources", "compose.yml").toAbsolutePath();
    private static final Duration TO_BUILD_ALL = Duration.ofMinutes(20);
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private final String name = "download-manager-" + ProcessHandle.current().pid();
    private final int port = freePort();
    private final Map<String, String> settings = new HashMap<>(Map.of("PORT", Integer.toString(port)));
    private final List<String> profiles = new ArrayList<>();

    private Compose() {}

    static Compose up() {
        Compose compose = new Compose();
        try {
            compose.compose("up", "--build", "--detach", "--wait");
            return compose;
        } catch (RuntimeException | Error e) {
            System.err.println(compose.compose("logs", "--tail", "50"));
            compose.close();
            throw e;
        }
    }

    /** The URL of the load balancer. */
    URI url() {
        return URI.create("http://127.0.0.1:" + port + '/');
    }

    /** Starts an object store, and restarts all services with it. */
    void keepFilesInObjectStore() {
        int storePort = freePort();
        add("s3", Map.of("FILES_STORE", "s3", "FILES_PORT", Integer.toString(storePort),
                "FILES_ENDPOINT", "http://localhost:" + storePort));
    }

    /** Starts a database with a million orders, and restarts all services with it. */
    void exportFromPostgres() {
        add("postgres", Map.of("SHOP_PASSWORD", UUID.randomUUID().toString(),
                "CATALOG", "./deploy/docker/postgres/catalog"));
    }

    private void add(String profile, Map<String, String> itsSettings) {
        profiles.add(profile);
        settings.putAll(itsSettings);
        compose("up", "--detach", "--wait");
    }

    void scale(String service, int number) {
        compose("up", "--detach", "--no-recreate", "--scale", service + '=' + number, service);
    }

    /** The running containers of a service, by name. */
    List<String> containers(String service) {
        return compose("ps", "--quiet", service).lines().map(id -> id.substring(0, 12)).toList();
    }

    /** The output of the services' containers. */
    String logs(String... services) {
        return compose(Stream.concat(Stream.of("logs"), Arrays.stream(services)).toArray(String[]::new));
    }

    /** SIGKILL to all containers of the service. */
    void kill(String service) {
        compose("kill", service);
    }

    void start(String service) {
        compose("start", service);
    }

    /** SIGKILL to one container. */
    void killContainer(String container) {
        run("docker", "kill", container);
    }

    /** Stops a container in an orderly way and starts it again until it is healthy, as a rolling update does. */
    void replaceContainer(String container) {
        run("docker", "stop", "--time", "30", container);
        startContainer(container);
    }

    void startContainer(String container) {
        run("docker", "start", container);
        await(container + " to be healthy").atMost(TIMEOUT).until(() -> run("docker", "inspect", "--format",
                "{{.State.Health.Status}}", container).strip().equals("healthy"));
    }

    @Override
    public void close() {
        compose("down", "--volumes", "--timeout", "20");
    }

    private String compose(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker", "compose", "--project-name", name,
                "--file", "docker-compose.yml", "--file", SETTINGS.toString()));
        profiles.forEach(profile -> command.addAll(List.of("--profile", profile)));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private String run(String... command) {
        List<String> said = new ArrayList<>();
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(PROJECT.toFile()).redirectErrorStream(true);
            builder.environment().putAll(settings);
            Process process = builder.start();
            process.getOutputStream().close();
            try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
                lines.lines().forEach(said::add);
            }
            assertThat(process.waitFor(TO_BUILD_ALL.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("%s: %s", List.of(command), said).isZero();
            return String.join("\n", said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
