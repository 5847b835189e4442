package org.downloadmanager.local;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vertx.core.json.JsonObject;

class ClusterIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    private Cluster.Builder standIns() throws Exception {
        Path jar = StandIn.jar(directory);
        return Cluster.builder().data(directory.resolve("data")).apiJar(jar).workerJar(jar)
                .catalog(Files.writeString(directory.resolve("catalog.yaml"), ""));
    }

    @Test
    void serversOnlyRunsKafkaAndRedisWithoutServices() {
        // Given: no cluster in development mode runs on this machine.
        assumeTrue(Ports.isFree(Cluster.DEVELOPMENT_KAFKA_PORT) && Ports.isFree(Cluster.DEVELOPMENT_REDIS_PORT));

        // When
        try (Cluster cluster = Cluster.builder().data(directory.resolve("data")).serversOnly().shortLived().build()
                .start()) {
            // Then
            assertThat(cluster.parts()).extracting(ManagedProcess::name).containsExactly("redis", "kafka");
            assertThat(cluster.kafka().bootstrapServers()).isEqualTo("127.0.0.1:19092");
            assertThat(cluster.redis().uri()).isEqualTo(URI.create("redis://127.0.0.1:16379"));
        }
    }

    @Test
    void everyProcessCanBeKilledAndRestarted() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        List<Long> pids = new ArrayList<>();
        try (Cluster cluster = standIns().workerSetting("downloads.simulated", "true").setting("both", "yes")
                .progress(told::add).build().start()) {

            // Every process runs, and is in the file.
            assertThat(cluster.parts()).extracting(ManagedProcess::name).containsExactly("redis", "kafka",
                    "load-balancer",
                    "api-1", "api-2", "worker-1", "worker-2");
            assertThat(cluster.parts()).allMatch(ManagedProcess::isAlive);
            assertThat(cluster.parts()).allSatisfy(part -> {
                JsonObject inFile = inFile(cluster, part.name());
                assertThat(inFile.getLong("pid")).isEqualTo(part.pid().orElseThrow());
                assertThat(inFile.getInteger("port")).isEqualTo(part.port());
                assertThat(inFile.getString("role")).isEqualTo(part.role().word());
                assertThat(Path.of(inFile.getString("log"))).exists();
            });
            assertThat(get(cluster.url().resolve("/port"))).isIn(Integer.toString(cluster.part("api-1").port()),
                    Integer.toString(cluster.part("api-2").port()));

            // The services get their settings, and no secret on the command line.
            JsonObject given = new JsonObject(get(cluster.part("worker-2").url().resolve("/given")));
            JsonObject environment = given.getJsonObject("environment");
            assertThat(environment.getString("KAFKA_BOOTSTRAP_SERVERS")).isEqualTo(cluster.kafka().bootstrapServers());
            assertThat(environment.getString("QUARKUS_REDIS_HOSTS")).isEqualTo(cluster.redis().uri().toString());
            assertThat(environment.getString("DOWNLOADS_FILES_DIRECTORY"))
                    .isEqualTo(cluster.data().resolve("files").toString());
            assertThat(environment.getString("DOWNLOADS_CATALOG_FILE"))
                    .isEqualTo(directory.resolve("catalog.yaml").toString());
            assertThat(environment.getString("DOWNLOADS_WORKER_NAME")).isEqualTo("worker-2");
            assertThat(environment.getString("DOWNLOADS_IDENTITY_SECRET")).matches("[0-9a-f]{64}");
            assertThat(PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(cluster.data().resolve("identity-secret")))).isEqualTo("rw-------");
            assertThat(given.getJsonObject("properties").getString("downloads.simulated")).isEqualTo("true");
            assertThat(given.getJsonObject("properties").getString("both")).isEqualTo("yes");
            JsonObject givenToApi = new JsonObject(get(cluster.part("api-1").url().resolve("/given")));
            assertThat(givenToApi.getJsonObject("properties").getString("downloads.simulated")).isNull();
            assertThat(givenToApi.getJsonObject("properties").getString("both")).isEqualTo("yes");

            // Each process restarts on its port with another pid.
            for (String name : List.of("worker-1", "api-2", "load-balancer", "redis", "kafka")) {
                long before = cluster.part(name).pid().orElseThrow();
                int port = cluster.part(name).port();
                cluster.kill(name);
                assertThat(cluster.part(name).isAlive()).isFalse();
                assertThat(inFile(cluster, name).getLong("pid")).isNull();
                cluster.start(name);
                assertThat(cluster.part(name).pid().orElseThrow()).isNotEqualTo(before);
                assertThat(cluster.part(name).port()).isEqualTo(port);
            }
            await().atMost(TIMEOUT).untilAsserted(() -> assertThat(get(cluster.url().resolve("/port"))).isNotEmpty());

            // Frozen, thawed, stopped, started.
            cluster.freeze("api-1");
            assertThat(cluster.part("api-1").state()).isEqualTo("frozen");
            assertThatThrownBy(() -> get(cluster.part("api-1").url().resolve("/port")))
                    .hasMessageContaining("timed out");
            cluster.thaw("api-1");
            assertThat(get(cluster.part("api-1").url().resolve("/port"))).isNotEmpty();
            cluster.stop("api-1");
            assertThat(cluster.part("api-1").state()).isEqualTo("ended");
            assertThatThrownBy(() -> cluster.kill("api-1")).isInstanceOf(ClusterException.class)
                    .hasMessage("api-1 is not running.");
            cluster.start("api-1");
            assertThatThrownBy(() -> cluster.start("api-1")).isInstanceOf(ClusterException.class)
                    .hasMessage("api-1 is running already.");

            // More services.
            assertThat(cluster.addWorker().name()).isEqualTo("worker-3");
            ManagedProcess added = cluster.addApi();
            assertThat(added.name()).isEqualTo("api-3");
            await().atMost(TIMEOUT).untilAsserted(() -> assertThat(get(cluster.url().resolve("/port")))
                    .isEqualTo(Integer.toString(added.port())));

            // A process that ends on its own is reported.
            assertThat(told).noneMatch(line -> line.contains("exit code"));
            ProcessHandle.of(added.pid().orElseThrow()).orElseThrow().destroyForcibly();
            await().atMost(TIMEOUT).untilAsserted(
                    () -> assertThat(told).anyMatch(line -> line.startsWith("api-3 ended with exit code 137, see ")));

            // A second cluster cannot use the directory.
            assertThatThrownBy(() -> standIns().build().start()).isInstanceOf(ClusterException.class).hasMessage(
                    "The data directory " + cluster.data() + " is used by another cluster that runs now.");
            assertThat(cluster.part("api-1").isAlive()).isTrue();

            // No process stays behind, frozen ones included.
            cluster.freeze("worker-2");
            pids.addAll(cluster.parts().stream().map(ManagedProcess::pid).filter(OptionalLong::isPresent)
                    .map(OptionalLong::getAsLong).toList());
        }
        assertThat(told).noneMatch(line -> line.contains("did not stop"));
        assertThat(pids).hasSize(8).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
    }

    @Test
    void eachServiceHasFaultProxiesOfItsOwn() throws Exception {
        try (Cluster cluster = standIns().api(1).workers(2).links().build().start()) {
            // Each service has its own proxy,
            FaultProxy toRedis = cluster.link("worker-2", Role.REDIS);
            FaultProxy toKafka = cluster.link("worker-2", Role.KAFKA);
            assertThat(Stream.of("api-1", "worker-1", "worker-2")
                    .flatMap(service -> Stream.of(cluster.link(service, Role.REDIS), cluster.link(service, Role.KAFKA)))
                    .map(FaultProxy::port)).doesNotHaveDuplicates().hasSize(6);
            JsonObject environment = environment(cluster.part("worker-2"));
            assertThat(environment.getString("QUARKUS_REDIS_HOSTS")).isEqualTo("redis://127.0.0.1:" + toRedis.port());
            assertThat(environment.getString("KAFKA_BOOTSTRAP_SERVERS")).isEqualTo("127.0.0.1:" + toKafka.port());

            // which leads to the server,
            try (Socket redis = new Socket("127.0.0.1", toRedis.port())) {
                redis.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
                assertThat(redis.getInputStream().readNBytes(5)).asString(US_ASCII).isEqualTo("+PONG");
            }

            // and from which Kafka does not redirect clients.
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + toKafka.port()))) {
                assertThat(admin.describeCluster().nodes().get()).extracting(Node::port)
                        .containsExactly(toKafka.port());
            }

            // There are no other proxies,
            assertThatThrownBy(() -> cluster.link("worker-3", Role.REDIS)).isInstanceOf(ClusterException.class)
                    .hasMessage("There is no link from worker-3 to redis.");
            assertThatThrownBy(() -> cluster.link("worker-2", Role.API)).isInstanceOf(ClusterException.class)
                    .hasMessage("There is no link from worker-2 to api.");

            // not even for services that are added later.
            environment = environment(cluster.addWorker());
            assertThat(environment.getString("QUARKUS_REDIS_HOSTS")).isEqualTo(cluster.redis().uri().toString());
            assertThat(environment.getString("KAFKA_BOOTSTRAP_SERVERS")).isEqualTo(cluster.kafka().bootstrapServers());
            toRedis.partition();
        }
    }

    private JsonObject environment(ManagedProcess service) throws Exception {
        return new JsonObject(get(service.url().resolve("/given"))).getJsonObject("environment");
    }

    @Test
    void aShortLivedClusterIsKilledAtTheEnd() throws Exception {
        // Given
        Cluster cluster = standIns().api(1).workers(1).shortLived().build().start();
        assertThat(cluster.parts()).filteredOn(part -> part.role() != Role.REDIS).hasSize(4)
                .allMatch(jvm -> process(jvm).info().commandLine().orElseThrow().contains("-XX:TieredStopAtLevel=1"));
        List<ProcessHandle> processes = cluster.parts().stream().map(ClusterIT::process).toList();

        // When
        cluster.close();

        // Then
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(cluster.part("redis").log()).content().doesNotContain("SIGTERM");
    }

    @Test
    void aPortInUseIsReportedInOneSentence() throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            assertThatThrownBy(() -> standIns().port(other.getLocalPort()).build().start())
                    .isInstanceOf(ClusterException.class)
                    .hasMessage("Port " + other.getLocalPort() + " is in use, please choose another one.");
        }
    }

    @Test
    void aServiceThatEndsAtOnceIsReportedAndEverythingStops() throws Exception {
        // Given
        Path broken = Files.writeString(directory.resolve("broken.jar"), "no jar");
        Cluster cluster = standIns().workers(1).workerJar(broken).build();

        // When
        assertThatThrownBy(cluster::start).isInstanceOf(ClusterException.class).hasMessage(
                "worker-1 ended with exit code 1 before it was ready, see "
                        + directory.resolve("data/logs/worker-1.log") + ".");

        // Then
        assertThat(cluster.parts()).noneMatch(ManagedProcess::isAlive);
    }

    @Test
    void aMissingFileIsReportedInOneSentence() throws Exception {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> standIns().apiJar(missing).build().start()).isInstanceOf(ClusterException.class)
                .hasMessage(missing + " is not built yet.");
        assertThatThrownBy(() -> standIns().catalog(missing).build().start()).isInstanceOf(ClusterException.class)
                .hasMessage(missing + " does not exist.");
    }

    private static JsonObject inFile(Cluster cluster, String name) throws Exception {
        return new JsonObject(Files.readString(cluster.data().resolve("cluster.json"))).getJsonArray("parts").stream()
                .map(JsonObject.class::cast).filter(part -> part.getString("name").equals(name)).findFirst()
                .orElseThrow();
    }

    private static ProcessHandle process(ManagedProcess part) {
        return ProcessHandle.of(part.pid().orElseThrow()).orElseThrow();
    }

    private String get(URI uri) throws Exception {
        return client.send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString())
                .body();
    }
}
