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
import org.downloadmanager.system.ReturningWatch.Return;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SIGTERM of every worker and every replica, one after another, and their return, while many people ask for files. */
@ExtendWith(SharedCluster.class)
class RollingDeployChaos {

    private static final int PEOPLE = 20;
    private static final int PEOPLE_PER_SOCKET = 4;
    private static final int SERVICE_RESTART = 1012;
    private static final int SHORTEST = 1_000;
    private static final int LONGEST = 2_000;
    private static final int WIDE = 500;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(250);
    /** Ten times what is promised. */
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void replacingEveryProcessLosesNothing(Cluster cluster) {
        List<ManagedProcess> workers = running(cluster, Role.WORKER);
        List<Log> logs = workers.stream().map(Log::new).toList();
        try (Crowd crowd = new Crowd(cluster); HandOvers handOvers = new HandOvers(cluster, crowd::underWay)) {
            // Given
            crowd.untilEverybodyHasAFile();

            // When
            workers.forEach(RollingDeployChaos::replace);
            running(cluster, Role.API).forEach(RollingDeployChaos::replace);

            // Then everything that was accepted has ended well, and no request has failed,
            crowd.assertIsServedWell();

            // workers have handed over, and nothing was made twice,
            assertThat(logs).allMatch(log -> log.hasLine("Download moved", "to=PENDING"));
            handOvers.assertNothingIsRepeated();

            // and whoever looked on was sent elsewhere and soon saw everything again.
            assertThat(crowd.returns()).extracting(Return::code).containsOnly(SERVICE_RESTART);
            assertThat(crowd.returns()).allMatch(back -> back.absence().compareTo(SOON) < 0);
        }
    }

    private static List<ManagedProcess> running(Cluster cluster, Role role) {
        return cluster.parts(role).stream().filter(ManagedProcess::isAlive).toList();
    }

    private static void replace(ManagedProcess service) {
        service.stop();
        service.start();
    }

    /** People who ask for one file after another until they are told to stop. */
    private static final class Crowd implements AutoCloseable {

        private final List<Person> people;
        private final ExecutorService threads = Executors.newFixedThreadPool(PEOPLE);
        private final List<CompletableFuture<Void>> all;
        private volatile boolean enough;

        Crowd(Cluster cluster) {
            people = IntStream.range(0, PEOPLE)
                    .mapToObj(number -> CompletableFuture.supplyAsync(() -> new Person(cluster, number), threads))
                    .toList()
                    .stream().map(CompletableFuture::join).toList();
            all = people.stream().map(person -> CompletableFuture.runAsync(() -> {
                while (!enough) {
                    person.getsAFile();
                }
            }, threads)).toList();
        }

        void untilEverybodyHasAFile() {
            await("a file for everybody").atMost(TIMEOUT)
                    .until(() -> people.stream().noneMatch(person -> person.ready.isEmpty()));
        }

        List<String> underWay() {
            return people.stream().map(person -> person.underWay).filter(Objects::nonNull).toList();
        }

        List<Return> returns() {
            return people.stream().flatMap(person -> person.watches.stream())
                    .flatMap(watch -> watch.returns().stream()).toList();
        }

        void assertIsServedWell() {
            enough = true;
            all.forEach(CompletableFuture::join);
            people.forEach(Person::assertHasEverythingOnce);
        }

        @Override
        public void close() {
            enough = true;
            threads.shutdownNow();
            people.forEach(Person::close);
        }
    }

    /** No request of whom may fail; one in four looks on over a socket, too. */
    private static final class Person {

        private final Client client;
        private final int rows;
        private final Download undisturbed;
        private final List<ReturningWatch> watches;
        private final Deque<Download> ready = new ConcurrentLinkedDeque<>();
        private volatile String underWay;

        Person(Cluster cluster, int number) {
            client = Client.newcomer(cluster.url());
            rows = SHORTEST + (LONGEST - SHORTEST) * number / PEOPLE;
            undisturbed = untilReady(
                    client.request("simulated", "csv", Map.of("rows", rows, "bytesPerRow", WIDE)).id());
            watches = number % PEOPLE_PER_SOCKET == 0 ? List.of(new ReturningWatch(client)) : List.of();
        }

        void getsAFile() {
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

        void assertHasEverythingOnce() {
            ready.addLast(undisturbed);
            assertThat(client.list()).containsExactlyElementsOf(ready);
            watches.forEach(watch -> {
                assertThat(watch.untilEnd(underWay)).isEqualTo(ready.getFirst());
                assertThat(watch.returns()).isNotEmpty();
            });
        }

        void close() {
            watches.forEach(ReturningWatch::close);
            client.close();
        }
    }
}
