package org.downloadmanager.local;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Creates AOT caches, with which a JVM starts the services in a fraction of the time (JEP 483 and JEP 514): runs both
 * services on embedded servers, exercises their code paths once, and stops them, when the JVM writes the cache. For JDK 25
 * and newer; a cache is valid for exactly that JVM and those jars.
 */
final class AotTraining {

    private static final List<String> REQUESTS = List.of(
            "{\"export\": \"flights\", \"format\": \"csv\", \"parameters\": {\"origin\": \"LAS\"}}",
            "{\"export\": \"flights\", \"format\": \"jsonl.gz\", \"parameters\": {\"origin\": \"LAS\"}}",
            "{\"export\": \"flights\", \"format\": \"xlsx\", \"parameters\": {\"origin\": \"LAS\"}}",
            "{\"export\": \"delays-by-airport\", \"format\": \"pdf\"}");
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
                .stopGrace(WRITING).progress(System.out::println).build().start()) {
            new AotTraining(cluster.url()).workOut();
        }
        for (Path cache : List.of(Path.of(args[2]), Path.of(args[3]))) {
            if (!Files.exists(cache)) {
                throw new ClusterException("There is no " + cache + ", see what was printed above.");
            }
        }
    }

    private void workOut() throws IOException, InterruptedException {
        for (String request : REQUESTS) {
            get("/");
            get("/api/exports");
            HttpResponse<String> accepted = send(HttpRequest.newBuilder(service.resolve("/api/downloads"))
                    .header("Content-Type", "application/json").POST(BodyPublishers.ofString(request)));
            Matcher location = LOCATION.matcher(accepted.headers().firstValue("Location").orElse(""));
            if (!location.matches()) {
                throw new ClusterException("Not accepted: " + request + ": " + accepted.body());
            }
            untilReady(location.group(1));
        }
    }

    private void untilReady(String download) throws IOException, InterruptedException {
        long giveUpAt = System.nanoTime() + TIMEOUT.toNanos();
        while (!get(download).contains("\"READY\"")) {
            if (System.nanoTime() > giveUpAt) {
                throw new ClusterException("Not ready within " + TIMEOUT + ": " + get(download));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private String get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(service.resolve(path))).body();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
