package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.downloadmanager.api.Caller.json;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Rate and connection limits, with low limits and a trusted proxy on the same machine. */
@QuarkusTest
@WithTestResource(value = Servers.class, initArgs = @ResourceArg(name = Servers.SETTINGS, value = ""
        + "downloads.traffic.requests-per-owner=60,downloads.traffic.requests-per-address=200,"
        + "downloads.traffic.streams-per-owner=3,downloads.traffic.streams-per-address=5,"
        + "quarkus.http.proxy.proxy-address-forwarding=true,quarkus.http.proxy.trusted-proxies=127.0.0.1"))
class LimitsIT {

    private static final int PER_OWNER = 60;
    private static final int PER_ADDRESS = 200;
    private static final String CLIENT = "X-Forwarded-For";
    private static int addresses;

    @TestHTTPResource("/")
    URI service;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Inject
    Worker worker;

    private Caller caller;
    private String address;

    @BeforeEach
    void begin() throws Exception {
        worker.forgetEverything();
        address = newAddress();
        caller = Caller.newcomer(service);
        caller.get("/api/downloads", CLIENT, address);
    }

    @Test
    void aTrustedProxyWithTlsGetsStrictTransportSecurity() {
        // When
        HttpResponse<String> secure = caller.get("/", CLIENT, address, "X-Forwarded-Proto", "https");
        HttpResponse<String> plain = caller.get("/", CLIENT, address);

        // Then
        assertThat(secure.headers().firstValue("Strict-Transport-Security")).contains("max-age=31536000");
        assertThat(plain.headers().firstValue("Strict-Transport-Security")).isEmpty();
    }

    @Test
    void aRateLimitedRequestNamesItsRetryTime() {
        // Given
        useUp(caller);

        for (Contract.Operation operation : caller.contract().operations()) {
            // When
            HttpResponse<String> answer = untilRefused(() -> ask(operation));

            // Then
            assertThat(answer.statusCode()).as("%s", operation).isEqualTo(429);
            assertThat(json(answer).get("code").textValue()).isEqualTo("too-many-requests");
            assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow()).isPositive();
        }
        untilRefused(() -> caller.get("/", CLIENT, newAddress()));
        untilRefused(() -> caller.get("/style.css", CLIENT, newAddress()));
        assertThat(Management.ask(management, "/q/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void rateLimitsApplyBeforeTheBodyIsRead() throws IOException {
        // Given
        useUp(caller);
        List<java.net.Socket> halves = new ArrayList<>();

        // When
        for (int i = 0; i < PER_OWNER / 2; i++) {
            halves.add(raw("POST /api/downloads", "Content-Length: 100\r\n\r\n{"));
        }

        // Then: some may be allowed again by now, but get no answer until they send their body.
        assertThat(halves).anyMatch(half -> beginning(half).equals("HTTP/1.1 429"));
        for (java.net.Socket half : halves) {
            half.close();
        }
    }

    @Test
    void otherOwnersAreServedDuringARateLimit() {
        // Given
        useUp(caller);
        Caller other = Caller.newcomer(service);

        // When
        HttpResponse<String> answer = other.get("/api/downloads", CLIENT, address);

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void aRateLimitedOwnerIsAdmittedAfterOneRefill() {
        // Given
        useUp(caller);

        // When / Then
        await().until(() -> caller.get("/api/downloads", CLIENT, address).statusCode() == 200);
    }

    @Test
    void anAddressIsLimitedAcrossItsOwners() {
        // Given
        int refused = 0;

        // When
        for (int i = 0; i < 3 * PER_ADDRESS; i++) {
            refused += Caller.newcomer(service).get("/api/exports", CLIENT, address).statusCode() == 429 ? 1 : 0;
        }

        // Then
        assertThat(refused).isPositive();
        assertThat(Caller.newcomer(service).get("/api/exports", CLIENT, newAddress()).statusCode()).isEqualTo(200);
    }

    @Test
    void streamsAndSocketsOfAnOwnerAreCountedTogether() throws Throwable {
        // Given
        String id = caller.request();
        List<AutoCloseable> open = new ArrayList<>(List.of(caller.watch(id, CLIENT, address),
                caller.open("json", CLIENT, address), caller.open("json", CLIENT, address)));
        await().until(() -> caller.get("/api/downloads/" + id + "/events", CLIENT, address).statusCode() == 429);

        // When
        HttpResponse<String> stream = caller.get("/api/downloads/" + id + "/events", CLIENT, address);
        WebSocketHandshakeException socket = catchThrowableOfType(WebSocketHandshakeException.class,
                () -> caller.open("json", CLIENT, address));

        // Then
        assertThat(json(stream).get("code").textValue()).isEqualTo("too-many-streams");
        assertThat(socket.getResponse().statusCode()).isEqualTo(429);
        assertThat(socket.getResponse().headers().firstValue("Retry-After")).isPresent();

        // And when
        for (AutoCloseable each : open) {
            each.close();
        }

        // Then all of their permits are free
        List<AutoCloseable> again = new ArrayList<>();
        await().ignoreExceptions().until(() -> again.add(caller.watch(id, CLIENT, address)) && again.size() == 3);
        for (AutoCloseable each : again) {
            each.close();
        }
    }

    @Test
    void aDisconnectedStreamReleasesItsPermitEvenIfItsRequestHadABody() throws IOException {
        // Given
        String events = "/api/downloads/" + caller.request() + "/events";

        // When
        for (int i = 0; i < 3; i++) {
            try (java.net.Socket stream = raw("GET " + events, "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) {
                assertThat(stream.getInputStream().readNBytes(500)).startsWith(
                        "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII));
                // Disconnected without a close frame.
                stream.setSoLinger(true, 0);
            }
        }

        // Then
        await().until(() -> {
            try (java.net.Socket stream = raw("GET " + events, "\r\n")) {
                return beginning(stream).equals("HTTP/1.1 200");
            }
        });
    }

    @Test
    void streamsOfAnAddressAreLimitedToo() throws Throwable {
        // Given
        List<AutoCloseable> open = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Caller one = Caller.newcomer(service);
            one.get("/api/downloads", CLIENT, address);
            open.add(one.open("json", CLIENT, address));
        }
        await().until(() -> {
            try (Socket more = caller.open("json", CLIENT, address)) {
                return more.closing().startsWith("1013 ");
            } catch (WebSocketHandshakeException e) {
                return e.getResponse().statusCode() == 429;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        });

        // When
        try (Socket elsewhere = caller.open("json", CLIENT, newAddress())) {
            // Then
            assertThat(elsewhere.subprotocol()).isEqualTo("json");
        }
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void strictTransportSecurityIsSentOverTlsOnly() {
        // When
        HttpResponse<String> secure = Caller.newcomer(service).get("/", CLIENT, address, "X-Forwarded-Proto", "https");
        HttpResponse<String> plain = Caller.newcomer(service).get("/", CLIENT, address);

        // Then
        assertThat(secure.headers().firstValue("Strict-Transport-Security")).contains("max-age=31536000");
        assertThat(plain.headers().firstValue("Strict-Transport-Security")).isEmpty();
    }

    @Test
    void theCookieIsSecureOverTls() {
        // When
        HttpResponse<String> answer = Caller.newcomer(service).get("/api/downloads", CLIENT, address,
                "X-Forwarded-Proto", "https");

        // Then
        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).contains("Secure", "HttpOnly",
                "SameSite=Lax");
    }

    private java.net.Socket raw(String line, String rest) throws IOException {
        java.net.Socket socket = new java.net.Socket(service.getHost(), service.getPort());
        socket.setSoTimeout(2_000);
        socket.getOutputStream().write((line + " HTTP/1.1\r\nHost: " + service.getAuthority() + "\r\nCookie: "
                + caller.cookie() + "\r\nX-Forwarded-For: " + newAddress()
                + "\r\nContent-Type: application/json\r\n" + rest).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Protocol and status of the response; empty when there is none. */
    private static String beginning(java.net.Socket socket) {
        try {
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        }
    }

    private void useUp(Caller who) {
        for (int i = 0; i < 100 * PER_OWNER; i++) {
            if (who.get("/api/exports", CLIENT, newAddress()).statusCode() == 429) {
                return;
            }
        }
        throw new AssertionError("There is no limit");
    }

    /** One request per second is allowed, so a first one may be answered, but not those that follow at once. */
    private static HttpResponse<String> untilRefused(Callable<HttpResponse<String>> request) {
        return await().pollDelay(Duration.ZERO).until(request, answer -> answer.statusCode() == 429);
    }

    private HttpResponse<String> ask(Contract.Operation operation) {
        return caller.send(caller.request(operation.of("00000000-0000-0000-0000-000000000000"), CLIENT, newAddress())
                .method(operation.method(), java.net.http.HttpRequest.BodyPublishers.noBody()));
    }

    private static String newAddress() {
        addresses++;
        return "10.0." + addresses / 256 + '.' + addresses % 256;
    }
}
