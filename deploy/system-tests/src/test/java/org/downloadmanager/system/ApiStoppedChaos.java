package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.ManagedProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SIGTERM to a replica with open sockets and event streams, as at every deploy. */
@ExtendWith(SharedCluster.class)
class ApiStoppedChaos {

    private static final int SERVICE_RESTART = 1012;
    private static final int SOCKETS = 10;
    private static final int FEW = 3;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @Test
    void aStoppingReplicaMovesItsClientsWithoutErrors(Cluster cluster, Client ann) {
        // Given
        ManagedProcess replica = cluster.part("api-1");
        Client there = ann.through(replica);
        List<Watch> before = IntStream.range(0, SOCKETS).mapToObj(number -> there.watch()).toList();
        Download seen = before.get(0).untilRunning(ann.requestSlowFile(5_000).id(), 1_000);
        Log log = new Log(replica);

        // When
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(replica::stop);
        await("the first closed socket").atMost(TIMEOUT)
                .until(() -> before.stream().anyMatch(watch -> watch.end().isDone()));
        List<Watch> latecomers = untilRefused(there);

        // Then
        assertThat(before).extracting(Watch::untilClosed).containsOnly(SERVICE_RESTART);
        // Connections that open at the very end are closed by the server together with its port.
        int last = Math.max(FEW, latecomers.size() / 10);
        assertThat(latecomers).hasSizeGreaterThan(FEW);
        assertThat(latecomers.subList(0, latecomers.size() - last)).extracting(Watch::untilClosed)
                .containsOnly(SERVICE_RESTART);
        stopped.join();
        try (Watch after = ann.watch()) {
            assertThat(after.untilEnd(seen.id()).state()).isEqualTo("READY");
        }
        assertThat(log.hasLine(" ERROR ")).as("%s", log.lines()).isFalse();
    }

    @Test
    void anEventStreamResumesAtAnotherReplicaAfterItsLastEvent(Cluster cluster, Client ann) {
        // Given
        ManagedProcess replica = cluster.part("api-1");
        String id = ann.requestSlowFile(15_000).id();
        Stream<String> open = ann.through(replica).openEvents(id);
        await("some progress").atMost(TIMEOUT).until(() -> ann.find(id).hasDone(1_000));

        // When
        replica.stop();
        String before = open.collect(Collectors.joining("\n"));
        List<Long> read = ids(before);
        String after = ann.ask("/api/downloads/" + id + "/events", "Last-Event-ID",
                String.valueOf(read.get(read.size() - 1))).body();

        // Then
        assertThat(before).doesNotContain("\"READY\"");
        assertThat(after).contains("\"READY\"");
        read.addAll(ids(after));
        assertThat(read).doesNotHaveDuplicates().isSorted();
    }

    private static List<Long> ids(String events) {
        return events.lines().filter(line -> line.startsWith("id:"))
                .map(line -> Long.valueOf(line.substring(3).strip())).collect(Collectors.toCollection(ArrayList::new));
    }

    private static List<Watch> untilRefused(Client client) {
        List<Watch> opened = new ArrayList<>();
        while (true) {
            try {
                opened.add(client.watch());
            } catch (CompletionException refused) {
                return opened;
            }
        }
    }
}
