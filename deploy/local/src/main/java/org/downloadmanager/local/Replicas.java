package org.downloadmanager.local;

import java.net.ConnectException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/** The replicas in {@code cluster.json}, and which of them are ready. For one event loop. */
final class Replicas {

    private enum State {
        READY,
        /** No answer in time: frozen, cut off, or only slow. */
        SILENT, NOT_READY
    }

    private static final System.Logger LOG = System.getLogger(Replicas.class.getName());

    private static final long PROBE_INTERVAL_MS = 250;
    /** A frozen process accepts connections and never answers. */
    private static final long PROBE_TIMEOUT_MS = 750;

    private final Vertx vertx;
    private final Path clusterFile;
    private final HttpClient probes;
    private final Map<Integer, State> byPort = new LinkedHashMap<>();
    private final Map<Integer, Future<Void>> probesInFlight = new HashMap<>();
    private Map<Integer, Integer> managementPorts = Map.of();
    private int turn;

    Replicas(Vertx vertx, Path clusterFile) {
        this.vertx = vertx;
        this.clusterFile = clusterFile;
        this.probes = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout((int) PROBE_TIMEOUT_MS));
    }

    /** Reads the file and probes the replicas, now and several times a second; completes after the first time. */
    Future<Void> watch() {
        vertx.setPeriodic(PROBE_INTERVAL_MS, timer -> look());
        return look();
    }

    /**
     * The ports of the ready replicas, rotated by one with each call; those of the silent ones when none is ready,
     * because on a busy machine a slow replica is better than a refusal.
     */
    List<Integer> roundRobin() {
        List<Integer> ready = those(State.READY);
        List<Integer> candidates = ready.isEmpty() ? those(State.SILENT) : ready;
        if (!candidates.isEmpty()) {
            Collections.rotate(candidates, -(turn++ & Integer.MAX_VALUE) % candidates.size());
        }
        return candidates;
    }

    private List<Integer> those(State wanted) {
        List<Integer> ports = new ArrayList<>();
        byPort.forEach((port, state) -> {
            if (state == wanted) {
                ports.add(port);
            }
        });
        return ports;
    }

    /** The port refused a connection: the replica gets no requests until a probe succeeds. */
    void refused(int port) {
        mark(port, State.NOT_READY);
    }

    /** Reads the file and probes the replicas; completes when each has answered or timed out. */
    Future<Void> look() {
        return vertx.fileSystem().readFile(clusterFile.toString())
                .map(Buffer::toJsonObject)
                .onSuccess(cluster -> know(ClusterFile.apiPorts(cluster)))
                .recover(failure -> {
                    LOG.log(System.Logger.Level.WARNING, "Cannot read " + clusterFile + ": " + failure.getMessage());
                    return Future.succeededFuture();
                })
                .compose(read -> Future.join(managementPorts.keySet().stream().map(this::probe).toList()))
                .mapEmpty();
    }

    private void know(Map<Integer, Integer> ports) {
        managementPorts = ports;
        byPort.keySet().retainAll(ports.keySet());
        ports.keySet().forEach(port -> byPort.putIfAbsent(port, State.NOT_READY));
    }

    private Future<Void> probe(int port) {
        Future<Void> inFlight = probesInFlight.get(port);
        if (inFlight != null) {
            return inFlight;
        }
        Future<Void> probe = probes.request(new RequestOptions().setMethod(HttpMethod.GET).setHost("127.0.0.1")
                .setPort(managementPorts.get(port))
                .setURI("/q/health/ready").setTimeout(PROBE_TIMEOUT_MS))
                .compose(HttpClientRequest::send)
                .map(response -> response.statusCode() == 200 ? State.READY : State.NOT_READY)
                .otherwise(failure -> failure instanceof ConnectException ? State.NOT_READY : State.SILENT)
                .onSuccess(state -> {
                    probesInFlight.remove(port);
                    mark(port, state);
                })
                .mapEmpty();
        if (!probe.isComplete()) {
            probesInFlight.put(port, probe);
        }
        return probe;
    }

    private void mark(int port, State state) {
        State before = byPort.replace(port, state);
        if (before != null && before != state) {
            LOG.log(System.Logger.Level.INFO, "The replica at port {0} is {1}.", Integer.toString(port),
                    state.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
    }
}
