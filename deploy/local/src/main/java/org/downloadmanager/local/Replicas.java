package org.downloadmanager.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/** The replicas of the API that {@code cluster.json} names, and which of them are ready. Used by one event loop only. */
final class Replicas {

    private static final System.Logger LOG = System.getLogger(Replicas.class.getName());

    private static final long PROBE_INTERVAL_MS = 250;
    /** A frozen process accepts connections and never answers. */
    private static final long PROBE_TIMEOUT_MS = 750;

    private final Vertx vertx;
    private final Path clusterFile;
    private final HttpClient probes;
    private final Map<Integer, Boolean> readyByPort = new LinkedHashMap<>();
    private final Set<Integer> probed = new HashSet<>();
    private int turn;

    Replicas(Vertx vertx, Path clusterFile) {
        this.vertx = vertx;
        this.clusterFile = clusterFile;
        this.probes = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout((int) PROBE_TIMEOUT_MS));
    }

    /** Looks at the file and at the replicas, now and several times a second; completes when it has looked once. */
    Future<Void> watch() {
        vertx.setPeriodic(PROBE_INTERVAL_MS, timer -> look());
        return look();
    }

    /** The ports of those that are ready, each call with the next one first. */
    List<Integer> inTurn() {
        List<Integer> ready = new ArrayList<>();
        readyByPort.forEach((port, isReady) -> {
            if (isReady) {
                ready.add(port);
            }
        });
        if (ready.isEmpty()) {
            return ready;
        }
        Collections.rotate(ready, -(turn++ & Integer.MAX_VALUE) % ready.size());
        return ready;
    }

    /** Nobody listens there: it gets nothing more until a probe says otherwise. */
    void refused(int port) {
        mark(port, false);
    }

    private Future<Void> look() {
        return vertx.fileSystem().readFile(clusterFile.toString())
                .map(Buffer::toJsonObject)
                .onSuccess(cluster -> know(ClusterFile.apiPorts(cluster)))
                .recover(failure -> {
                    LOG.log(System.Logger.Level.WARNING, "Cannot read " + clusterFile + ": " + failure.getMessage());
                    return Future.succeededFuture();
                })
                .compose(read -> Future.join(readyByPort.keySet().stream().map(this::probe).toList()))
                .mapEmpty();
    }

    private void know(Set<Integer> ports) {
        readyByPort.keySet().retainAll(ports);
        ports.forEach(port -> readyByPort.putIfAbsent(port, false));
    }

    private Future<Void> probe(int port) {
        if (!probed.add(port)) {
            // The last one is still on its way.
            return Future.succeededFuture();
        }
        return probes.request(new RequestOptions().setMethod(HttpMethod.GET).setHost("127.0.0.1").setPort(port)
                .setURI("/q/health/ready").setTimeout(PROBE_TIMEOUT_MS))
                .compose(HttpClientRequest::send)
                .map(HttpClientResponse::statusCode)
                .otherwise(0)
                .onSuccess(status -> {
                    probed.remove(port);
                    mark(port, status == 200);
                })
                .mapEmpty();
    }

    private void mark(int port, boolean ready) {
        Boolean before = readyByPort.replace(port, ready);
        if (before != null && before != ready) {
            LOG.log(System.Logger.Level.INFO, "The replica at port {0} is {1}.", Integer.toString(port),
                    ready ? "ready" : "not ready");
        }
    }
}
