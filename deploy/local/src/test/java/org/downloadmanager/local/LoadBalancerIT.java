package org.downloadmanager.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

class LoadBalancerIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    /** A frozen replica never answers; a slow one does. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    /** With one event loop, so that test code runs after earlier events. */
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<ManagedProcess> replicas = new ArrayList<>();
    private int port;

    @BeforeEach
    void startTwoReplicasAndTheLoadBalancer() throws Exception {
        startReplica();
        startReplica();
        port = new LoadBalancer(vertx, directory.resolve("cluster.json")).listen(0)
                .toCompletionStage().toCompletableFuture().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS).actualPort();
        // On a busy machine the first probe may find a replica slow.
        await().atMost(TIMEOUT).ignoreExceptions()
                .untilAsserted(() -> assertThat(portsThatAnswer(2)).isEqualTo(portsOf(replicas)));
    }

    @AfterEach
    void stopAll() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        replicas.forEach(ManagedProcess::retire);
    }

    private ManagedProcess startReplica() throws IOException {
        ManagedProcess replica = StandIn.part("api-" + (replicas.size() + 1), directory);
        replicas.add(replica);
        replica.start();
        ClusterFile.write(directory.resolve("cluster.json"), "http://localhost", replicas);
        return replica;
    }

    /** Returns when the load balancer has seen the end of each connection, which it must not reuse. */
    private void kill(ManagedProcess replica) throws Exception {
        replica.kill();
        for (int turn = 0; turn < 2; turn++) {
            CompletableFuture<Void> seen = new CompletableFuture<>();
            vertx.runOnContext(seen::complete);
            seen.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void requestsAreBalancedRoundRobin() {
        // A replica that is slow for a moment is skipped.
        await().atMost(TIMEOUT).ignoreExceptions().untilAsserted(() -> {
            // When
            List<String> ports = new ArrayList<>();
            for (int request = 0; request < 10; request++) {
                ports.add(get("/port").body());
            }

            // Then
            String first = ports.get(0);
            String second = ports.get(1);
            assertThat(ports).containsExactly(first, second, first, second, first, second, first, second, first,
                    second);
            assertThat(List.of(first, second)).containsExactlyInAnyOrderElementsOf(portsOf(replicas));
        });
    }

    @Test
    void aKilledReplicaFailsNoRequestAndIsUsedAgainLater() throws Exception {
        // Given
        ManagedProcess victim = replicas.get(0);

        // When
        kill(victim);

        // Then
        assertThat(victim.isAlive()).isFalse();
        assertThat(portsThatAnswer(50)).isEqualTo(portsOf(replicas.subList(1, 2)));
        victim.start();
        await().atMost(TIMEOUT).ignoreExceptions()
                .untilAsserted(() -> assertThat(portsThatAnswer(10)).isEqualTo(portsOf(replicas)));
    }

    @Test
    void aReplicaThatRefusesConnectionsIsSkippedAtOnce() throws Exception {
        // Given
        ManagedProcess victim = replicas.get(0);

        for (int round = 0; round < 5; round++) {
            // When
            kill(victim);

            // Then no request waits for a probe to notice it.
            assertThat(portsThatAnswer(4)).isEqualTo(portsOf(replicas.subList(1, 2)));
            victim.start();
            await().atMost(TIMEOUT).ignoreExceptions()
                    .untilAsserted(() -> assertThat(portsThatAnswer(2)).isEqualTo(portsOf(replicas)));
        }
    }

    @Test
    void aFrozenReplicaGetsNoRequestsUntilItIsThawed() throws Exception {
        // Given
        ManagedProcess frozen = replicas.get(0);

        // When
        frozen.freeze();

        // Then
        await().atMost(TIMEOUT).ignoreExceptions().untilAsserted(
                () -> assertThat(portsThatAnswer(4)).isEqualTo(portsOf(replicas.subList(1, 2))));
        assertThat(portsThatAnswer(50)).isEqualTo(portsOf(replicas.subList(1, 2)));
        frozen.thaw();
        await().atMost(TIMEOUT).ignoreExceptions()
                .untilAsserted(() -> assertThat(portsThatAnswer(10)).isEqualTo(portsOf(replicas)));
    }

    @Test
    void aReplicaThatIsNotReadyGetsNoRequests() throws Exception {
        // When
        tell(replicas.get(0), "/unready");

        // Then
        await().atMost(TIMEOUT).ignoreExceptions()
                .untilAsserted(() -> assertThat(portsThatAnswer(10)).isEqualTo(portsOf(replicas.subList(1, 2))));
    }

    @Test
    void aReplicaThatJustBecameReadyIsUsed() throws Exception {
        for (int round = 0; round < 5; round++) {
            // Given
            for (ManagedProcess replica : replicas) {
                tell(replica, "/unready");
            }
            await().atMost(TIMEOUT).until(() -> get("/port").statusCode() == 503);
            tell(replicas.get(0), "/ready");

            // When
            HttpResponse<String> response = get("/port");

            // Then
            assertThat(response.statusCode()).isEqualTo(200);
        }
    }

    private void tell(ManagedProcess replica, String path) throws Exception {
        client.send(HttpRequest.newBuilder(replica.url().resolve(path)).build(), BodyHandlers.discarding());
    }

    @Test
    void aReplicaThatIsAddedLaterGetsItsShare() throws Exception {
        // When
        startReplica();

        // Then
        await().atMost(TIMEOUT).ignoreExceptions()
                .untilAsserted(() -> assertThat(portsThatAnswer(9)).isEqualTo(portsOf(replicas)).hasSize(3));
    }

    @Test
    void withoutAReplicaTheAnswerIs503WithRetryAfter() throws Exception {
        // Given
        for (ManagedProcess replica : replicas) {
            kill(replica);
        }

        // When
        HttpResponse<String> response = get("/port");

        // Then
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.headers().firstValue("Retry-After")).contains("1");
        assertThat(new JsonObject(response.body()).getInteger("status")).isEqualTo(503);
    }

    @Test
    void theReplicaSeesTheClientsHostAndAddress() throws Exception {
        // When
        HttpResponse<String> response = client.send(HttpRequest.newBuilder(uri("/headers"))
                .header("X-Forwarded-For", "192.0.2.1").build(), BodyHandlers.ofString());

        // Then
        JsonObject headers = new JsonObject(response.body());
        assertThat(headers.getString("host")).isEqualTo("localhost:" + port);
        assertThat(headers.getString("x-forwarded-for")).isEqualTo("192.0.2.1, 127.0.0.1");
        assertThat(headers.getString("x-forwarded-proto")).isEqualTo("http");
        assertThat(response.headers().firstValue("X-Of-The-Replica")).contains("kept");
    }

    @Test
    void responsesWithoutABodyAreForwarded() throws Exception {
        for (int round = 0; round < 3; round++) {
            assertThat(get("/not-modified").statusCode()).isEqualTo(304);
            assertThat(get("/no-content").statusCode()).isEqualTo(204);
            HttpResponse<String> head = client.send(HttpRequest.newBuilder(uri("/zeros?bytes=1000"))
                    .method("HEAD", HttpRequest.BodyPublishers.noBody()).timeout(REQUEST_TIMEOUT).build(),
                    BodyHandlers.ofString());
            assertThat(head.headers().firstValue("Content-Length")).contains("1000");
        }
    }

    @Test
    void bodiesOfAnyLengthAreForwarded() throws Exception {
        // Given
        long bytes = 2L << 30;

        // When
        long received;
        try (var body = client.send(HttpRequest.newBuilder(uri("/zeros?bytes=" + bytes)).build(),
                BodyHandlers.ofInputStream()).body()) {
            received = body.transferTo(OutputStream.nullOutputStream());
        }

        // Then
        assertThat(received).isEqualTo(bytes);
    }

    @Test
    void bothDirectionsAreForwardedWhileTheyAreOpen() throws Exception {
        // Given
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        HttpClientRequest request = vertx.createHttpClient().request(HttpMethod.POST, port, "localhost", "/echo")
                .toCompletionStage().toCompletableFuture().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        request.setChunked(true);
        request.response().onSuccess(response -> response.handler(chunk -> received.add(chunk.toString()))
                .endHandler(end -> received.add("end")));

        // When
        request.write(Buffer.buffer("first"));

        // Then the rest is sent only after the first part has come back.
        assertThat(received.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("first");
        request.end("second");
        assertThat(received.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("second");
        assertThat(received.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("end");
    }

    @Test
    void aWebSocketReachesAReplicaAndNoMessageIsLost() throws Exception {
        Set<String> greetings = new HashSet<>();
        for (int round = 0; round < 200; round++) {
            // Given
            Messages messages = new Messages();
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://localhost:" + port + "/ws"), messages)
                    .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            greetings.add(messages.received.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS));

            // When
            socket.sendText("question", true);

            // Then
            assertThat(messages.received.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("question");
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            assertThat(messages.received.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("closed");
        }
        assertThat(greetings).containsExactlyInAnyOrder("hello from " + replicas.get(0).port(),
                "hello from " + replicas.get(1).port());
    }

    @Test
    void aWebSocketEndsWithItsReplica() throws Exception {
        // Given
        Messages messages = new Messages();
        client.newWebSocketBuilder().buildAsync(URI.create("ws://localhost:" + port + "/ws"), messages)
                .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        assertThat(messages.received.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).startsWith("hello");

        // When
        replicas.forEach(ManagedProcess::kill);

        // Then
        assertThat(messages.received.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isIn("closed", "failed");
    }

    private Set<String> portsThatAnswer(int requests) throws Exception {
        Set<String> ports = new HashSet<>();
        for (int request = 0; request < requests; request++) {
            HttpResponse<String> response = get("/port");
            assertThat(response.statusCode()).isEqualTo(200);
            ports.add(response.body());
        }
        return ports;
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).timeout(REQUEST_TIMEOUT).build(),
                BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    private static Set<String> portsOf(List<ManagedProcess> parts) {
        Set<String> ports = new HashSet<>();
        parts.forEach(part -> ports.add(Integer.toString(part.port())));
        return ports;
    }

    private static final class Messages implements WebSocket.Listener {

        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            received.add(data.toString());
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
            received.add("closed");
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            received.add("failed");
        }
    }
}
