package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.downloadmanager.local.Cluster;
import org.junit.jupiter.api.Test;

/** Far more people at once than there is room for in the queue. */
class CrowdE2E {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final String TINY = Client.body("tiny", "csv", Map.of());
    private static final int OWNERS = 2_000;
    private static final int REQUESTS_PER_OWNER = 5;
    private static final int OWNERS_PER_SOCKET = 100;
    private static final int CONNECTIONS = 50;
    private static final int ROOM = 20;
    private static final long SEED = 3;

    @Test
    void everyAcceptedDownloadEndsReadyAndTheRestGetsRetryAfter() {
        try (Cluster cluster = SharedCluster.anEmpty("cluster-for-a-crowd")
                .apiSetting("downloads.limits.active-total", Integer.toString(ROOM)).build().start()) {
            // Given
            List<Person> crowd = Collections.synchronizedList(new ArrayList<>());
            inParallel(IntStream.range(0, OWNERS).boxed().toList(), number -> crowd.add(Person.come(cluster, number)));

            // When
            inParallel(inAnyOrder(crowd), Person::ask);

            // Then
            assertThat(crowd).anyMatch(person -> person.heard(202));
            assertThat(crowd).anyMatch(person -> person.heard(429));
            inParallel(crowd, Person::assertWasServedWell);
        }
    }

    /** Each person a few times. */
    private static List<Person> inAnyOrder(List<Person> crowd) {
        List<Person> turns = new ArrayList<>();
        crowd.forEach(person -> turns.addAll(Collections.nCopies(REQUESTS_PER_OWNER, person)));
        Collections.shuffle(turns, new Random(SEED));
        return turns;
    }

    private static <T> void inParallel(List<T> all, Consumer<T> action) {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            CompletableFuture
                    .allOf(all.stream().map(each -> CompletableFuture.runAsync(() -> action.accept(each), threads))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            threads.shutdownNow();
        }
    }

    /** What somebody heard, one in a hundred of them over a socket, too. */
    private static final class Person {

        private final Client client;
        private final List<Watch> watches;
        private final Map<String, Download> accepted = new ConcurrentHashMap<>();
        private final ConcurrentLinkedQueue<HttpResponse<String>> answers = new ConcurrentLinkedQueue<>();

        private Person(Client client, List<Watch> watches) {
            this.client = client;
            this.watches = watches;
        }

        static Person come(Cluster cluster, int number) {
            Client client = Client.newcomer(cluster.url());
            return new Person(client, number % OWNERS_PER_SOCKET == 0 ? List.of(client.watch()) : List.of());
        }

        void ask() {
            HttpResponse<String> answer = untilAnswered(UUID.randomUUID().toString());
            answers.add(answer);
            if (answer.statusCode() == 202) {
                Download download = Download.parse(answer.body());
                accepted.put(download.id(), download);
            } else if (answer.statusCode() == 429) {
                assertThat(Problem.of(answer).code()).isEqualTo("queue-full");
                assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow()).isPositive();
            } else {
                assertThat(Problem.of(answer)).isEqualTo(new Problem(409, "already-running"));
            }
        }

        /** A machine that is this busy may find no time to answer; whoever asks again under the same key asks once. */
        private HttpResponse<String> untilAnswered(String key) {
            HttpResponse<String> first = client.post(TINY, "Idempotency-Key", key);
            return first.statusCode() != 503
                    ? first
                    : await("an answer").atMost(TIMEOUT).until(() -> client.post(TINY, "Idempotency-Key", key),
                            answer -> answer.statusCode() != 503);
        }

        boolean heard(int status) {
            return answers.stream().anyMatch(answer -> answer.statusCode() == status);
        }

        void assertWasServedWell() {
            List<Download> newestFirst = await("the end of all").atMost(TIMEOUT).pollDelay(Duration.ZERO).until(
                    client::list,
                    all -> all.stream().allMatch(Download::isEnded));
            assertThat(newestFirst).extracting(Download::id)
                    .containsExactlyInAnyOrderElementsOf(accepted.keySet());
            assertThat(newestFirst).allMatch(Download::isReady);
            for (int i = 1; i < newestFirst.size(); i++) {
                // Versions are times of the one clock of Redis.
                assertThat(accepted.get(newestFirst.get(i - 1).id()).version())
                        .as("acceptance after the end of %s", newestFirst.get(i))
                        .isGreaterThan(newestFirst.get(i).version());
            }
            watches.forEach(watch -> {
                newestFirst.forEach(download -> assertThat(watch.untilEnd(download.id())).isEqualTo(download));
                watch.close();
            });
        }
    }
}
