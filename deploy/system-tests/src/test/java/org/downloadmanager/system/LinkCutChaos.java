package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.kafka.common.TopicPartition;
import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.FaultProxy;
import org.downloadmanager.local.Role;
import org.downloadmanager.system.EventHistory.Snapshot;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A network partition between a service and Kafka or Redis: no connection is refused or closed, no request is answered. */
@ExtendWith(BreakableCluster.class)
class LinkCutChaos {

    /** How a partition ends. */
    enum Mending {

        OF_ALL(FaultProxy::heal), OF_NEW_CONNECTIONS(FaultProxy::mendForNewConnections);

        private final Consumer<FaultProxy> way;

        Mending(Consumer<FaultProxy> way) {
            this.way = way;
        }
    }

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    /** Ten times the promise. */
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final Duration TWENTY_SECONDS = Duration.ofSeconds(20);
    private static final int ROWS = 5_000;
    private static final int OTHERS = 6;
    private static final int CALLERS = 40;

    private static Cluster cluster;
    private static CommittedCommands committed;
    private static WorkerGroup group;

    @TempDir
    Path directory;

    private Client ann;

    @BeforeAll
    static void begin(Cluster shared) {
        cluster = shared;
        committed = new CommittedCommands(cluster.kafka());
        group = new WorkerGroup(cluster.kafka());
    }

    @AfterAll
    static void end() {
        group.close();
        committed.close();
    }

    @BeforeEach
    void come() {
        ann = Client.newcomer(cluster.url());
        await("two workers").atMost(TIMEOUT).until(() -> workersWithPartitions() == 2);
    }

    @AfterEach
    void heal() {
        cluster.parts().stream().filter(part -> part.role() == Role.API || part.role() == Role.WORKER)
                .forEach(part -> Stream.of(Role.REDIS, Role.KAFKA)
                        .forEach(server -> cluster.link(part.name(), server).heal()));
        ann.close();
    }

    @Test
    void aWorkerWithoutRedisIsTakenOverAndItsFileDeleted() throws Exception {
        try (Watch watch = ann.watch()) {
            // Given
            Download running = underWay(watch, ROWS);
            String worker = running.worker();
            Log log = new Log(cluster.part(worker));
            Set<Set<TopicPartition>> partitions = Set.copyOf(group.members());

            // When
            cluster.link(worker, Role.REDIS).partition();

            // Then another worker resumes from the last checkpoint,
            assertTakenOver(running);
            assertServed(OTHERS);
            assertThat(Set.copyOf(group.members())).isEqualTo(partitions);
            await("the silence of Redis").atMost(TIMEOUT).until(() -> !Health.of(cluster.part(worker)).isReady());
            Download ready = assertWhole(watch, running.id());
            assertThat(ready.attempt()).isEqualTo(2);
            assertContinuedFromTheLastCheckpoint(running);

            // and the first worker, which has finished the whole file too, finds its claim lost.
            await("both files").atMost(TIMEOUT).until(() -> files(running.id()).size() == 2);
            assertThat(log.hasLine("Claim lost")).isFalse();
            cluster.link(worker, Role.REDIS).heal();
            await("the loss of the claim").atMost(TIMEOUT)
                    .until(() -> log.hasLine("Claim lost", "downloadId=" + running.id()));
            await("the end of the second file").atMost(TIMEOUT).until(() -> files(running.id()).size() == 1);
            assertThat(ann.find(running.id())).isEqualTo(ready);
            assertThat(SampleData.sha256(ann.fetch(ready, directory))).isEqualTo(ready.file().sha256());
            assertTakesUpWork(worker);
        }
    }

    @Test
    void aWorkerWithoutKafkaFinishesItsDownloadsAndOthersRunItsCommands() throws Exception {
        try (Watch watch = ann.watch()) {
            // Given
            long committedBefore = committed.count();
            Download running = underWay(watch, ROWS);

            // When
            cluster.link(running.worker(), Role.KAFKA).partition();
            await("one worker").atMost(TIMEOUT).until(() -> workersWithPartitions() == 1);

            // Then
            assertServed(OTHERS);
            Download ready = assertWhole(watch, running.id());
            assertThat(ready.attempt()).isEqualTo(1);
            assertThat(workersWithPartitions()).isEqualTo(1);
            cluster.link(running.worker(), Role.KAFKA).heal();
            await("its partitions").atMost(TIMEOUT).until(() -> workersWithPartitions() == 2);
            await("the commits").atMost(TIMEOUT).until(() -> committed.count() >= committedBefore + 1 + OTHERS);
            assertThat(ann.list()).containsExactly(ready);
            assertThat(files(running.id())).hasSize(1);
            assertAllAreHeard();
        }
    }

    @Test
    void aPartitionedWorkerIsTakenOverAndReconnects() throws Exception {
        try (Watch watch = ann.watch()) {
            // Given
            Download running = underWay(watch, ROWS);
            String worker = running.worker();
            Log log = new Log(cluster.part(worker));
            List<FaultProxy> proxies = List.of(cluster.link(worker, Role.REDIS), cluster.link(worker, Role.KAFKA));

            // When
            proxies.forEach(FaultProxy::partition);

            // Then
            assertTakenOver(running);
            await("one worker").atMost(TIMEOUT).until(() -> workersWithPartitions() == 1);
            assertServed(OTHERS);
            proxies.forEach(FaultProxy::mendForNewConnections);
            await("the loss of the claim").atMost(TIMEOUT)
                    .until(() -> log.hasLine("Claim lost", "downloadId=" + running.id()));
            Download ready = assertWhole(watch, running.id());
            assertThat(ready.attempt()).isEqualTo(2);
            assertContinuedFromTheLastCheckpoint(running);
            await("its partitions").atMost(TIMEOUT).until(() -> workersWithPartitions() == 2);
            assertTakesUpWork(worker);
            assertThat(ann.find(running.id())).isEqualTo(ready);
            await("one file").atMost(TIMEOUT).until(() -> files(running.id()).size() == 1);
            assertAllAreHeard();
        }
    }

    @Test
    void withoutEventsEveryReplicaShowsProgress() {
        List<FaultProxy> proxies = cluster.parts(Role.WORKER).stream()
                .map(part -> cluster.link(part.name(), Role.KAFKA))
                .toList();
        try (Watch elsewhere = ann.through(cluster.part("api-2")).watch()) {
            // Given
            proxies.forEach(FaultProxy::partition);

            // When
            Download accepted = ann.through(cluster.part("api-1")).requestSlowFile(ROWS / 10);

            // Then
            assertThat(assertWhole(elsewhere, accepted.id()).attempt()).isEqualTo(1);
            assertThat(proxies).allMatch(FaultProxy::isCut);
            proxies.forEach(FaultProxy::heal);
            assertAllAreHeard();
        }
    }

    @Test
    void aReplicaWithoutKafkaAcceptsRequestsAndShowsProgress() throws Exception {
        FaultProxy proxy = cluster.link("api-1", Role.KAFKA);
        Client here = ann.through(cluster.part("api-1"));
        try (Watch watch = here.watch()) {
            // Given
            long committedBefore = committed.count();
            proxy.partition();
            await("the silence").atMost(TIMEOUT).until(() -> !Health.of(cluster.part("api-1")).hearsEvents());

            // When
            long before = System.nanoTime();
            Download accepted = here.requestSlowFile(2 * ROWS);

            // Then
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(TEN_SECONDS);
            watch.untilRunning(accepted.id(), 1);
            Download ready = assertWhole(watch, accepted.id());
            assertThat(Health.of(cluster.part("api-1")).hearsEvents()).isFalse();
            proxy.heal();
            await("events").atMost(TIMEOUT).until(() -> Health.of(cluster.part("api-1")).hearsEvents());
            await("the commit of the late command").atMost(TIMEOUT)
                    .until(() -> committed.count() >= committedBefore + 1);
            assertThat(ready.attempt()).isEqualTo(1);
            assertThat(ann.list()).containsExactly(ready);
            assertThat(files(accepted.id())).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReplicaWithoutRedisRefusesInTimeAndDoublesNothing(Mending mending) {
        FaultProxy proxy = cluster.link("api-1", Role.REDIS);
        Client here = ann.through(cluster.part("api-1"));
        // Given
        String body = Client.body("simulated", "csv", Map.of("rows", ROWS));
        Download earlier = ann.untilEnd(ann.requestUnderKey("earlier", body).id());
        proxy.partition();

        // When
        assertUnavailable(() -> here.post(body, "Idempotency-Key", "late"));
        List<Supplier<HttpResponse<String>>> calls = List.of(() -> here.ask("/api/downloads"),
                () -> here.ask("/api/downloads/" + earlier.id()), () -> here.ask(earlier.file().url()),
                () -> here.delete(earlier.id()));
        List<CompletableFuture<Void>> callers = IntStream.range(0, CALLERS).mapToObj(number -> CompletableFuture
                .runAsync(() -> assertUnavailable(calls.get(number % calls.size())))).toList();
        callers.forEach(CompletableFuture::join);

        // Then
        mending.way.accept(proxy);
        await("answers").atMost(TIMEOUT).until(() -> here.ask("/api/downloads").statusCode() == 200);
        Download late = here.untilEnd(here.requestUnderKey("late", body).id());
        assertThat(late.isReady()).as("%s", late).isTrue();
        assertThat(ann.list()).extracting(Download::id).containsExactlyInAnyOrder(late.id(), earlier.id());
    }

    private Download underWay(Watch watch, int rows) {
        String id = ann.requestSlowFile(rows).id();
        Download running = watch.untilRunning(id, rows / 10);
        assertThat(running.attempt()).isEqualTo(1);
        return running;
    }

    private static void assertTakenOver(Download running) {
        Snapshot takenUp = EventHistory.beginning(running.id(), 2, cluster.kafka());
        assertThat(takenUp.worker()).isNotEqualTo(running.worker());
    }

    private static void assertContinuedFromTheLastCheckpoint(Download running) {
        Snapshot second = EventHistory.assertContinued(running.id(), 2, cluster.kafka());
        assertThat(second.progress().done()).isGreaterThanOrEqualTo(running.progress().done());
    }

    /** Every request ends ready, whichever worker has the partition of its command. */
    private static void assertServed(int count) {
        List<Client> clients = Stream.generate(() -> Client.newcomer(cluster.url())).limit(count).toList();
        List<Download> accepted = clients.stream().map(client -> client.requestSlowFile(ROWS / 40)).toList();
        for (int i = 0; i < count; i++) {
            assertThat(clients.get(i).untilEnd(accepted.get(i).id()).isReady()).isTrue();
            clients.get(i).close();
        }
    }

    private static void assertTakesUpWork(String worker) {
        await("work for " + worker).atMost(TIMEOUT).until(() -> {
            try (Client ben = Client.newcomer(cluster.url()); Watch watch = ben.watch()) {
                return watch.until(ben.requestSlowFile(60_000).id(), Download::isProcessing).worker().equals(worker);
            }
        });
    }

    /** A worker needs a moment after a partition before it publishes again. */
    private static void assertAllAreHeard() {
        Set<String> heard = new HashSet<>();
        try (Client ben = Client.newcomer(cluster.url()); Watch watch = ben.watch()) {
            await("events of two workers").atMost(TIMEOUT).pollDelay(Duration.ZERO).until(() -> {
                String id = ben.requestSlowFile(300).id();
                Optional.ofNullable(watch.until(id, message -> message.hasDone(1)).worker()).ifPresent(heard::add);
                ben.delete(id);
                return heard.size() == 2;
            });
        }
    }

    private static Download assertWhole(Watch watch, String id) {
        Download ready = watch.untilEnd(id);
        assertThat(ready.isReady()).as("%s", ready).isTrue();
        return ready;
    }

    private static List<Path> files(String id) {
        return new StoreDirectory(cluster).files(id);
    }

    private static long workersWithPartitions() {
        return group.members().stream().filter(partitions -> !partitions.isEmpty()).count();
    }

    private static void assertUnavailable(Supplier<HttpResponse<String>> call) {
        long before = System.nanoTime();
        HttpResponse<String> answer = call.get();
        assertThat(Problem.of(answer)).isEqualTo(new Problem(503, "unavailable"));
        assertThat(answer.headers().firstValueAsLong("Retry-After")).hasValue(1);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(TWENTY_SECONDS);
    }
}
