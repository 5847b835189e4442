package org.downloadmanager.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Command;

/**
 * Thousands of malformed requests: no server error, no hang, no change. The seed is printed; {@code -Dnonsense.seed=…}
 * repeats a run, {@code -Dnonsense.requests=…} makes a longer one.
 */
@QuarkusTest
@WithTestResource(value = Servers.class, initArgs = @ResourceArg(name = Servers.SETTINGS, value = ""
        + "downloads.traffic.requests-per-owner=1000000,downloads.traffic.requests-per-address=10000000"))
class MalformedInputIT {

    private static final long SEED = Long.getLong("input.seed", new Random().nextInt(1_000_000));
    private static final int REQUESTS = Integer.getInteger("input.requests", 1_500);
    private static final int SILENCE_MILLIS = 500;
    private static final int TIMEOUT_MILLIS = 15_000;
    private static final Set<Integer> BARE = Set.of(400, 414, 431);
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");

    @TestHTTPResource("/")
    URI service;

    @Inject
    Worker worker;

    private final Queue<String> alarms = new ConcurrentLinkedQueue<>();
    private final Handler listening = new Handler() {

        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.SEVERE.intValue()) {
                alarms.add(line.getLoggerName() + ": " + line.getMessage() + " " + line.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private Caller victim;
    private Caller sender;
    private String file;
    private RandomInput input;
    private String before;

    @BeforeEach
    void begin() throws Exception {
        System.out.println("input.seed=" + SEED);
        worker.forgetEverything();
        victim = Caller.known(service);
        String ready = victim.request();
        worker.complete(victim.owner(), ready, "0123456789");
        file = "/downloads/" + ready + "/flights.csv";
        String active = victim.request();
        // Has as many active downloads as allowed, so that a request that is accepted by chance would be noticed.
        sender = Caller.known(service);
        sender.request();
        input = new RandomInput(SEED, List.of(ready, active));
        before = everything();
        Logger.getLogger("").addHandler(listening);
    }

    @AfterEach
    void nothingHasHappened() throws Exception {
        Logger.getLogger("").removeHandler(listening);
        assertThat(everything()).as("seed %d", SEED).isEqualTo(before);
        assertThat(alarms).as("seed %d", SEED).isEmpty();
        assertThat(victim.get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void malformedHttpIsRefused() throws Exception {
        for (int i = 0; i < REQUESTS; i++) {
            byte[] request = input.request(service.getAuthority(), sender.cookie());
            assertHarmless(i, request, answer(request));
        }
    }

    @Test
    void randomBytesAreRefused() throws Exception {
        for (int i = 0; i < REQUESTS / 10; i++) {
            byte[] request = input.bytes();
            assertHarmless(i, request, answer(request));
        }
    }

    @Test
    void malformedRequestsForAFileAreRefused() {
        for (int i = 0; i < REQUESTS; i++) {
            String body = input.json();
            // The caller compares the response with the document.
            HttpResponse<String> answer = sender.post("/api/downloads", body);
            assertThat(answer.statusCode()).as("seed %d, no. %d: %s", SEED, i, body).isBetween(400, 499);
        }
    }

    @Test
    void malformedQueriesAreRefused() throws Exception {
        for (int i = 0; i < REQUESTS; i++) {
            String query = input.query();
            byte[] request = ("GET /api/downloads" + query + " HTTP/1.1\r\nHost: " + service.getAuthority()
                    + "\r\nConnection: close\r\nCookie: " + sender.cookie() + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8);
            assertHarmless(i, request, answer(request));
        }
    }

    @Test
    void numbersBeyondEveryTypeAreRefused() throws Exception {
        List<String> numbers = List.of("9223372036854775807", "9223372036854775808", "-9223372036854775809",
                "18446744073709551616", "9".repeat(400), "+5", "0x10", "1e400", "٣");
        List<String> forms = List.of("GET /api/downloads?limit=%s", "GET /api/downloads?cursor=%s",
                "GET " + file + "?expires=%s&signature=x", "GET " + file + "#Range: bytes=0-%s",
                "GET " + file + "#Range: bytes=%s-", "GET " + file + "#Range: bytes=-%s",
                "GET " + file + "#Range: bytes=0-1#If-Range: %s", "GET /api/downloads#Content-Length: %s",
                "POST /api/downloads#Content-Length: %s", "POST /downloads#Content-Length: %s",
                "GET /ws/downloads#Upgrade: websocket#Sec-WebSocket-Version: %s",
                "GET /api/downloads/x/events#Last-Event-ID: %s");
        for (String form : forms) {
            for (String number : numbers) {
                String[] parts = form.formatted(number).split("#", 2);
                byte[] request = (parts[0] + " HTTP/1.1\r\nHost: " + service.getAuthority()
                        + "\r\nConnection: close\r\nCookie: " + sender.cookie() + "\r\n"
                        + (parts.length == 1 ? "" : parts[1].replace("#", "\r\n") + "\r\n") + "\r\n")
                        .getBytes(StandardCharsets.UTF_8);
                assertHarmless(0, request, answer(request));
            }
        }
    }

    @Test
    void malformedFramesCloseTheSocket() throws Exception {
        for (int i = 0; i < REQUESTS / 10; i++) {
            try (Socket socket = connected()) {
                socket.getOutputStream().write(("GET /ws/downloads HTTP/1.1\r\nHost: " + service.getAuthority()
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                        + "\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nCookie: " + sender.cookie() + "\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
                assertThat(socket.getInputStream().read()).isEqualTo('H');
                for (int frames = 0; frames < 5; frames++) {
                    socket.getOutputStream().write(input.frame());
                }
                readToTheEnd(socket);
            } catch (SocketException e) {
                // The replica closed the connection, as it should.
                continue;
            }
        }
    }

    private void assertHarmless(int number, byte[] request, String answer) {
        String what = "seed " + SEED + ", no. " + number + ": " + new String(request, StandardCharsets.UTF_8) + "\n-> "
                + answer;
        Optional<Integer> status = status(answer);
        assertThat(status.orElse(400)).as(what).isLessThan(500);
        assertThat(alarms).as(what).isEmpty();
        assertThat(answer).as(what).doesNotContain("Exception", "\tat ", "io.vertx", "io.netty", "org.jboss");
        if (status.orElse(0) >= 400 && isForTheApi(request) && answer.contains("\r\n\r\n{")) {
            assertThat(answer).as(what).containsIgnoringCase("content-type: application/problem+json");
        }
        // Only input that is not HTTP gets a bare refusal, because none of our code sees it.
        if (!BARE.contains(status.orElse(400)) && isForTheApi(request)) {
            assertThat(status.get() < 400 || answer.contains("urn:download-manager:problem:")).as(what).isTrue();
        }
    }

    private static boolean isForTheApi(byte[] request) {
        return new String(request, StandardCharsets.UTF_8)
                .matches("(?s)(GET|POST|DELETE|PUT|PATCH|OPTIONS) /api/[a-z].*");
    }

    private static Optional<Integer> status(String answer) {
        Matcher status = STATUS.matcher(answer);
        return status.lookingAt() ? Optional.of(Integer.valueOf(status.group(1))) : Optional.empty();
    }

    /** The response up to the end of the connection, which must come. */
    private String answer(byte[] request) throws IOException {
        try (Socket socket = connected()) {
            socket.getOutputStream().write(request);
            return readToTheEnd(socket);
        } catch (SocketException e) {
            return "hung up";
        }
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket(service.getHost(), service.getPort());
        socket.setSoTimeout(SILENCE_MILLIS);
        return socket;
    }

    private static String readToTheEnd(Socket socket) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] some = new byte[8_192];
        boolean waiting = true;
        while (true) {
            try {
                int read = socket.getInputStream().read(some);
                if (read < 0) {
                    return answer.toString(StandardCharsets.UTF_8);
                }
                answer.write(some, 0, read);
            } catch (SocketTimeoutException e) {
                assertThat(waiting).as("is ever let go, after %s", answer).isTrue();
                // The replica waits for more input, or sends events; closing our side ends both.
                waiting = false;
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.shutdownOutput();
            }
        }
    }

    /** Everything that clients can see, and the number of all keys. */
    private String everything() throws Exception {
        return victim.get("/api/downloads").body() + victim.get(file).body() + sender.get("/api/downloads").body()
                + worker.redis(Command.DBSIZE);
    }
}
