package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An invalid request gets a clear error, changes nothing and logs no alarm. */
@ExtendWith(SharedCluster.class)
class BadInputE2E {

    private static final String NO_ID = "00000000-0000-4000-8000-000000000000";
    private static final String TINY = Client.body("tiny", "csv", Map.of());
    private static final String FOREIGN_ORIGIN = "https://evil.example";
    private static final int LARGEST_BODY = 16 * 1024;

    private record Mistake(String what, Problem refusal, Function<Client, HttpResponse<String>> request) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Stream<Mistake> mistakes() {
        Problem unknownExport = new Problem(404, "unknown-export");
        Problem invalid = new Problem(422, "invalid-parameters");
        Problem notJson = new Problem(400, "not-json");
        Problem notARequest = new Problem(400, "not-a-request");
        Problem notFound = new Problem(404, "not-found");
        Problem unknownIdentity = new Problem(401, "unknown-identity");
        return Stream.of(
                posted("unknown export", unknownExport, Client.body("nothing", "csv", Map.of())),
                posted("export with a path for a name", unknownExport, Client.body("../flights", "csv", Map.of())),
                posted("format that is not offered", invalid, Client.body("flights", "pdf", Map.of())),
                flights("unknown parameter", "colour", "red"),
                flights("parameter of the wrong type", "minDelay", "many"),
                flights("parameter beyond its range", "minDelay", 2001),
                flights("parameter beyond all numbers", "minDelay", Double.MAX_VALUE),
                flights("parameter that is an object", "origin", Map.of("code", "LAS")),
                flights("parameter of the wrong form", "origin", "Las Vegas"),
                flights("date that does not exist", "from", "2001-02-30"),
                flights("statement in a parameter", "origin", "LAS'; DROP TABLE flights; --"),
                flights("condition in a parameter", "origin", "LAS\" OR 1=1 --"),
                flights("condition in a date", "from", "2001-01-01' OR '1'='1"),
                flights("statement in a number", "minDelay", "15; DROP TABLE flights"),
                posted("name of a parameter that is SQL", invalid,
                        Client.body("flights", "csv", Map.of("origin = 'LAS' OR 1=1 --", "LAS"))),
                posted("no JSON", notJson, "export=tiny"),
                posted("cut JSON", notJson, TINY.substring(0, TINY.length() - 1)),
                posted("JSON that goes on", notJson, TINY + TINY),
                posted("member that is there twice", notJson, "{\"export\": \"tiny\", \"export\": \"flights\"}"),
                posted("nesting without end", notJson, "[".repeat(LARGEST_BODY - 1)),
                posted("no body", notJson, ""),
                posted("null", notARequest, "null"),
                posted("number for a name", notARequest, "{\"export\": 1}"),
                posted("unknown member", notARequest, "{\"export\": \"tiny\", \"query\": \"SELECT 1\"}"),
                posted("body that is too large", new Problem(413, "request-entity-too-large"),
                        TINY + " ".repeat(LARGEST_BODY)),
                new Mistake("body that is too large and does not say so",
                        new Problem(413, "request-entity-too-large"),
                        client -> client.postWithoutLength(TINY + " ".repeat(LARGEST_BODY))),
                new Mistake("wrong media type", new Problem(415, "unsupported-media-type"),
                        client -> client.post(TINY, "Content-Type", "text/plain")),
                new Mistake("blank idempotency key", new Problem(400, "invalid-idempotency-key"),
                        client -> client.post(TINY, "Idempotency-Key", " ")),
                new Mistake("endless idempotency key", new Problem(400, "invalid-idempotency-key"),
                        client -> client.post(TINY, "Idempotency-Key", "x".repeat(256))),
                new Mistake("foreign origin", new Problem(403, "foreign-origin"),
                        client -> client.post(TINY, "Origin", FOREIGN_ORIGIN)),
                new Mistake("origin that is none", new Problem(403, "foreign-origin"),
                        client -> client.post(TINY, "Origin", "null")),
                new Mistake("unknown id", notFound, client -> client.ask("/api/downloads/" + NO_ID)),
                new Mistake("id that is none", notFound, client -> client.ask("/api/downloads/*")),
                new Mistake("removal of an unknown id", notFound, client -> client.delete(NO_ID)),
                new Mistake("file of an unknown id", notFound,
                        client -> client.ask("/downloads/" + NO_ID + "/flights.csv")),
                new Mistake("file outside of the store", notFound,
                        client -> client.ask("/downloads/" + NO_ID + "/..%2F..%2Fidentity-secret")),
                new Mistake("unknown path", notFound, client -> client.ask("/api/nothing")),
                new Mistake("forged identity", unknownIdentity,
                        client -> client.showing("downloads-owner=" + UUID.randomUUID() + ".forged").post(TINY)),
                new Mistake("another's name under one's own signature", unknownIdentity,
                        client -> client.showing(client.cookie().replaceFirst("=.*\\.", "=" + NO_ID + "."))
                                .post(TINY)),
                new Mistake("identity signed with a foreign secret", unknownIdentity,
                        client -> client.showing(signedWithAForeignSecret()).ask("/api/downloads")));
    }

    private static Mistake posted(String what, Problem refusal, String body) {
        return new Mistake(what, refusal, client -> client.post(body));
    }

    private static Mistake flights(String what, String parameter, Object value) {
        return posted(what, new Problem(422, "invalid-parameters"),
                Client.body("flights", "csv", Map.of(parameter, value)));
    }

    private static String signedWithAForeignSecret() {
        try {
            String id = UUID.randomUUID().toString();
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("x".repeat(64).getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
            return "downloads-owner=" + id + '.' + Base64.getUrlEncoder().withoutPadding()
                    .encodeToString(mac.doFinal(id.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void anInvalidRequestIsRefusedAndChangesNothing(Mistake mistake, Cluster cluster, Client ann) {
        // Given
        ClusterSnapshot before = new ClusterSnapshot(cluster, ann);

        // When
        HttpResponse<String> answer = mistake.request().apply(ann);

        // Then
        assertThat(Problem.of(answer)).isEqualTo(mistake.refusal());
        before.assertUnchanged();
    }

    @Test
    void anotherOwnersDownloadIsNotFound(Cluster cluster, Client ann, Client ben) {
        // Given
        Download ready = tiny(ann);
        ClusterSnapshot before = new ClusterSnapshot(cluster, ann);

        // When
        List<HttpResponse<String>> answers = List.of(ben.ask("/api/downloads/" + ready.id()), ben.delete(ready.id()),
                ben.ask(ready.file().url()));

        // Then
        assertThat(answers)
                .allSatisfy(answer -> assertThat(Problem.of(answer)).isEqualTo(new Problem(404, "not-found")));
        before.assertUnchanged();
    }

    @Test
    void rangeBeyondTheEndIsRefused(Cluster cluster, Client ann) {
        // Given
        Download ready = tiny(ann);
        ClusterSnapshot before = new ClusterSnapshot(cluster, ann);

        // When
        HttpResponse<String> answer = ann.ask(ready.file().url(), "Range", "bytes=" + ready.file().bytes() + "-");

        // Then
        assertThat(answer.headers().firstValue("Content-Range")).hasValue("bytes */" + ready.file().bytes());
        assertThat(Problem.of(answer)).isEqualTo(new Problem(416, "requested-range-not-satisfiable"));
        before.assertUnchanged();
    }

    @Test
    void socketsNeedAKnownOwnerAndOurOrigin(Cluster cluster, Client ann) {
        // Given
        ClusterSnapshot before = new ClusterSnapshot(cluster, ann);

        // When, then
        assertThat(refusedUpgrade(ann, "Cookie", ann.cookie(), "Origin", FOREIGN_ORIGIN)).isEqualTo(403);
        assertThat(refusedUpgrade(ann)).isEqualTo(401);
        assertThat(refusedUpgrade(ann, "Cookie", "downloads-owner=" + UUID.randomUUID() + ".forged")).isEqualTo(401);
        assertThat(refusedUpgrade(ann, "Cookie", signedWithAForeignSecret())).isEqualTo(401);
        before.assertUnchanged();
    }

    private static int refusedUpgrade(Client client, String... headers) {
        WebSocket.Builder builder = Client.HTTP.newWebSocketBuilder().subprotocols("json");
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        URI socket = client.socket();
        CompletionException failure = catchThrowableOfType(CompletionException.class,
                () -> builder.buildAsync(socket, new WebSocket.Listener() {
                }).join());
        return ((WebSocketHandshakeException) failure.getCause()).getResponse().statusCode();
    }

    private static Download tiny(Client client) {
        try (Watch watch = client.watch()) {
            return watch.untilEnd(client.request("tiny", "csv", Map.of()).id());
        }
    }

    /** The state that must be the same after a refused request. */
    private static final class ClusterSnapshot {

        private final Cluster cluster;
        private final Client client;
        private final List<Log> logs;
        private final List<Download> downloads;
        private final Set<String> keys;

        ClusterSnapshot(Cluster cluster, Client client) {
            this.cluster = cluster;
            this.client = client;
            this.logs = Stream.of(Role.API, Role.WORKER).flatMap(role -> cluster.parts(role).stream()).map(Log::new)
                    .toList();
            this.downloads = client.list();
            this.keys = keys();
        }

        void assertUnchanged() {
            assertThat(client.list()).isEqualTo(downloads);
            // Cleanup of earlier downloads may still be running.
            assertThat(keys()).isSubsetOf(keys);
            assertThat(logs).allSatisfy(log -> assertThat(log.hasLine(" ERROR ")).as("%s", log.lines()).isFalse());
        }

        private Set<String> keys() {
            try (RedisInspector redis = new RedisInspector(cluster.redis().uri())) {
                return redis.keysOfDownloads();
            }
        }
    }
}
