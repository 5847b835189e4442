package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.ManagedProcess;
import org.downloadmanager.local.Role;
import org.downloadmanager.system.ReconnectingWatch.Return;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SIGTERM of every worker and every replica, one after another, and their restart, under the load of many clients. */
@ExtendWith(SharedCluster.class)
class RollingDeployChaos {

    private static final int CLIENTS = 20;
    private static final int CLIENTS_PER_SOCKET = 4;
    private static final int SERVICE_RESTART = 1012;
    private static final int SHORTEST = 1_000;
    private static final int LONGEST = 2_000;
    private static final int WIDE = 500;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(250);
    /** Ten times the promise. */
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void replacingEveryProcessLosesNothing(Cluster cluster) {
        List<ManagedProcess> workers = running(cluster, Role.WORKER);
        List<Log> logs = workers.stream().map(Log::new).toList();
        try (LoadClients clients = new LoadClients(cluster);
                HandOvers handOvers = new HandOvers(cluster, clients::underWay)) {
            // Given
            clients.awaitOneFileEach();

            // When
            workers.forEach(RollingDeployChaos::replace);
            running(cluster, Role.API).forEach(RollingDeployChaos::replace);

            // Then every accepted download ended well, and no request failed,
            clients.assertAllServed();

            // workers handed over, and nothing was generated twice,
            assertThat(logs).allMatch(log -> log.hasLine("Download moved", "to=PENDING"));
            handOvers.assertNothingIsRepeated();

            // and clients with sockets reconnected elsewhere soon.
            assertThat(clients.returns()).extracting(Return::code).containsOnly(SERVICE_RESTART);
            assertThat(clients.returns()).allMatch(back -> back.absence().compareTo(SOON) < 0);
        }
    }

    private static List<ManagedProcess> running(Cluster cluster, Role role) {
        return cluster.parts(role).stream().filter(ManagedProcess::isAlive).toList();
    }

    private static void replace(ManagedProcess service) {
        service.stop();
        service.start();
    }

    /** Clients that request one file after another until they are stopped. */
    private static final class LoadClients implements AutoCloseable {

        private final List<LoadClient> clients;
        private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        private final List<CompletableFuture<Void>> all;
        private volatile boolean stopped;

        LoadClients(Cluster cluster) {
            clients = IntStream.range(0, CLIENTS)
                    .mapToObj(number -> CompletableFuture.supplyAsync(() -> new LoadClient(cluster, number), threads))
                    .toList()
                    .stream().map(CompletableFuture::join).toList();
            all = clients.stream().map(client -> CompletableFuture.runAsync(() -> {
                while (!stopped) {
                    client.requestFile();
                }
            }, threads)).toList();
        }

        void awaitOneFileEach() {
            await("a file for every client").atMost(TIMEOUT)
                    .until(() -> clients.stream().noneMatch(client -> client.ready.isEmpty()));
        }

        List<String> underWay() {
            return clients.stream().map(client -> client.underWay).filter(Objects::nonNull).toList();
        }

        List<Return> returns() {
            return clients.stream().flatMap(client -> client.watches.stream())
                    .flatMap(watch -> watch.returns().stream()).toList();
        }

        void assertAllServed() {
            stopped = true;
            all.forEach(CompletableFuture::join);
            clients.forEach(LoadClient::assertEveryFileOnce);
        }

        @Override
        public void close() {
            stopped = true;
            threads.shutdownNow();
            clients.forEach(LoadClient::close);
        }
    }

    /** A client, none of whose requests may fail. One in four also has a socket. */
    private static final class LoadClient {

        private final Client client;
        private final int rows;
        private final Download undisturbed;
        private final List<ReconnectingWatch> watches;
        private final Deque<Download> ready = new ConcurrentLinkedDeque<>();
        private volatile String underWay;

        LoadClient(Cluster cluster, int number) {
            client = Client.newcomer(cluster.url());
            rows = SHORTEST + (LONGEST - SHORTEST) * number / CLIENTS;
            undisturbed = untilReady(
                    client.request("simulated", "csv", Map.of("rows", rows, "bytesPerRow", WIDE)).id());
            watches = number % CLIENTS_PER_SOCKET == 0 ? List.of(new ReconnectingWatch(client)) : List.of();
        }

        void requestFile() {
            underWay = client.requestSlowFile(rows, WIDE).id();
            Download file = untilReady(underWay);
            assertThat(file.file().sha256()).isEqualTo(undisturbed.file().sha256());
            assertThat(client.ask(file.file().url()).statusCode()).isEqualTo(200);
            ready.addFirst(file);
        }

        private Download untilReady(String id) {
            Download end = await("the end of " + id).atMost(TIMEOUT).pollInterval(LOOK)
                    .until(() -> client.find(id), Download::isEnded);
            assertThat(end.state()).as("%s", end).isEqualTo("READY");
            return end;
        }

        void assertEveryFileOnce() {
            ready.addLast(undisturbed);
            assertThat(client.list()).containsExactlyElementsOf(ready);
            watches.forEach(watch -> {
                assertThat(watch.untilEnd(underWay)).isEqualTo(ready.getFirst());
                assertThat(watch.returns()).isNotEmpty();
            });
        }

        void close() {
            watches.forEach(ReconnectingWatch::close);
            client.close();
        }
    }
}
