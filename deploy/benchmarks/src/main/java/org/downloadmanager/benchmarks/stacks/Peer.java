package org.downloadmanager.benchmarks.stacks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.downloadmanager.local.ManagedProcess;
import org.downloadmanager.local.Ports;
import org.downloadmanager.local.Role;

/** A peer system: its services, and the server that they need. */
final class Peer implements Stack {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(30);
    /** A client that offers HTTP/2 requests an upgrade, which some WebSocket servers answer in their own way. */
    private static final HttpClient PROBES = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1)).build();

    private final ManagedProcess server;
    private final List<ManagedProcess> replicas;
    private final List<ManagedProcess> workers;

    private Peer(ManagedProcess server, List<ManagedProcess> replicas, List<ManagedProcess> workers) {
        this.server = server;
        this.replicas = replicas;
        this.workers = workers;
    }

    /** @param server already running; stopped together with the services */
    static Peer start(ManagedProcess server, List<ManagedProcess> replicas, List<ManagedProcess> workers) {
        Peer peer = new Peer(server, replicas, workers);
        try {
            peer.parts().stream().filter(part -> !part.isAlive()).forEach(ManagedProcess::start);
            return peer;
        } catch (RuntimeException e) {
            peer.close();
            throw e;
        }
    }

    /**
     * A service of the peer. It listens on {@code PORT}, answers {@code /health} with 200 when it is ready, and uses
     * {@code NAME} in messages.
     */
    static ManagedProcess service(Role role, int number, Path directory, List<String> command,
            Map<String, String> environment) {
        int port = Ports.free();
        String name = role.word() + "-" + number;
        Map<String, String> all = new HashMap<>(environment);
        all.put("PORT", Integer.toString(port));
        all.put("NAME", name);
        return new ManagedProcess(role, name, port, directory.resolve(name + ".log"),
                new ManagedProcess.ProcessSpec(command, all, directory, () -> isReady(port), TIMEOUT, GRACE));
    }

    private static boolean isReady(int port) {
        try {
            return PROBES.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                    .timeout(Duration.ofSeconds(2)).build(), BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public List<ManagedProcess> replicas() {
        return replicas;
    }

    @Override
    public List<ManagedProcess> workers() {
        return workers;
    }

    @Override
    public List<ManagedProcess> parts() {
        return Stream.of(List.of(server), workers, replicas).flatMap(List::stream).toList();
    }

    @Override
    public void close() {
        workers.forEach(ManagedProcess::retire);
        replicas.forEach(ManagedProcess::retire);
        server.retire();
    }
}
