package org.downloadmanager.local;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Creates AOT caches, with which a JVM starts the services in a fraction of the time (JEP 483 and JEP 514): runs both
 * services on embedded servers, exercises their code paths, and stops them, when the JVM writes the cache. The load is long
 * enough for the method profiles in the cache (JEP 515), with which a JVM compiles what matters at once. For JDK 25 and
 * newer; a cache is valid for exactly that JVM and those jars.
 */
final class AotTraining {

    private static final List<String> REQUESTS = List.of(
            "{\"export\": \"flights\", \"format\": \"csv\", \"parameters\": {\"origin\": \"LAS\"}}",
            "{\"export\": \"flights\", \"format\": \"jsonl.gz\", \"parameters\": {\"origin\": \"LAS\"}}",
            "{\"export\": \"flights\", \"format\": \"xlsx\", \"parameters\": {\"origin\": \"LAS\"}}",
            "{\"export\": \"delays-by-airport\", \"format\": \"pdf\"}");
    private static final String SMALL_FILE = "{\"export\": \"tiny\", \"format\": \"csv\"}";
    private static final int CLIENTS = 16;
    private static final int FILES_PER_CLIENT = 200;
    private static final String NO_LIMIT = "1000000000";
    private static final Pattern URL = Pattern.compile("\"url\":\"([^\"]+)\"");
    private static final Pattern LOCATION = Pattern.compile(".*(/api/downloads/[^/]+)");
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration WRITING = Duration.ofMinutes(5);

    private final HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final URI service;

    private AotTraining(URI service) {
        this.service = service;
    }

    /** Arguments: the runnable jars of the API and of the worker, their caches, and an empty working directory. */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (Cluster cluster = Cluster.builder().data(Path.of(args[4])).api(1).workers(1)
                .apiJar(Path.of(args[0])).workerJar(Path.of(args[1]))
                .apiJvmOption("-XX:AOTCacheOutput=" + Path.of(args[2]).toAbsolutePath())
                .workerJvmOption("-XX:AOTCacheOutput=" + Path.of(args[3]).toAbsolutePath())
                .apiSetting("downloads.traffic.requests-per-owner", NO_LIMIT)
                .apiSetting("downloads.traffic.requests-per-address", NO_LIMIT)
                .stopGrace(WRITING).progress(System.out::println).build().start()) {
            new AotTraining(cluster.url()).requestEveryKindOfFile();
            requestSmallFiles(cluster.url());
        }
        for (Path cache : List.of(Path.of(args[2]), Path.of(args[3]))) {
            if (!Files.exists(cache)) {
                throw new ClusterException("There is no " + cache + ", see what was printed above.");
            }
        }
    }

    private static void requestSmallFiles(URI service) throws InterruptedException {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<Void>> all = clients.invokeAll(Collections.nCopies(CLIENTS, (Callable<Void>) () -> {
            AotTraining client = new AotTraining(service);
            client.get("/");
            WebSocket socket = client.watch();
            for (int i = 0; i < FILES_PER_CLIENT; i++) {
                client.requestFile(SMALL_FILE, Duration.ofMillis(5));
            }
            socket.abort();
            return null;
        }));
        clients.shutdown();
        for (Future<Void> client : all) {
            try {
                client.get();
            } catch (ExecutionException e) {
                throw new ClusterException("A client failed: " + e.getCause());
            }
        }
    }

    private void requestEveryKindOfFile() throws IOException, InterruptedException {
        for (String request : REQUESTS) {
            get("/");
            get("/api/exports");
            requestFile(request, Duration.ofMillis(100));
        }
    }

    private void requestFile(String request, Duration poll) throws IOException, InterruptedException {
        HttpResponse<String> accepted = send(HttpRequest.newBuilder(service.resolve("/api/downloads"))
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(request)));
        Matcher location = LOCATION.matcher(accepted.headers().firstValue("Location").orElse(""));
        if (!location.matches()) {
            throw new ClusterException("Not accepted: " + request + ": " + accepted.body());
        }
        get(urlOfFile(location.group(1), poll));
    }

    private String urlOfFile(String download, Duration poll) throws IOException, InterruptedException {
        long giveUpAt = System.nanoTime() + TIMEOUT.toNanos();
        String state = get(download);
        while (!state.contains("\"READY\"")) {
            if (System.nanoTime() > giveUpAt) {
                throw new ClusterException("Not ready within " + TIMEOUT + ": " + state);
            }
            TimeUnit.MILLISECONDS.sleep(poll.toMillis());
            state = get(download);
        }
        return URL.matcher(state).results().map(url -> url.group(1)).findFirst().orElseThrow();
    }

    /** A socket, for which the replica renders every change; the client ignores them. */
    private WebSocket watch() {
        return http.newWebSocketBuilder().buildAsync(URI.create("ws" + service.resolve("/ws/downloads").toString()
                .substring("http".length())), new WebSocket.Listener() {
                }).join();
    }

    private String get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(service.resolve(path))).body();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
