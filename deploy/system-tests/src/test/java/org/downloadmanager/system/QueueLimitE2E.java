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

/** Many more requests at once than the queue holds. */
class QueueLimitE2E {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final String TINY = Client.body("tiny", "csv", Map.of());
    private static final int OWNERS = 2_000;
    private static final int REQUESTS_PER_OWNER = 5;
    private static final int OWNERS_PER_SOCKET = 100;
    private static final int CONNECTIONS = 50;
    private static final int QUEUE_LIMIT = 20;
    private static final long SEED = 3;

    @Test
    void everyAcceptedDownloadEndsReadyAndTheRestGetsRetryAfter() {
        try (Cluster cluster = SharedCluster.anEmpty("cluster-with-a-small-queue")
                .apiSetting("downloads.limits.active-total", Integer.toString(QUEUE_LIMIT)).build().start()) {
            // Given
            List<RequestingClient> clients = Collections.synchronizedList(new ArrayList<>());
            inParallel(IntStream.range(0, OWNERS).boxed().toList(),
                    number -> clients.add(RequestingClient.connect(cluster, number)));

            // When
            inParallel(shuffledRequests(clients), RequestingClient::request);

            // Then
            assertThat(clients).anyMatch(client -> client.received(202));
            assertThat(clients).anyMatch(client -> client.received(429));
            inParallel(clients, RequestingClient::assertAllServed);
        }
    }

    /** Every client several times, in random order. */
    private static List<RequestingClient> shuffledRequests(List<RequestingClient> clients) {
        List<RequestingClient> turns = new ArrayList<>();
        clients.forEach(client -> turns.addAll(Collections.nCopies(REQUESTS_PER_OWNER, client)));
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

    /** A client and the answers it received. One in a hundred also has a socket. */
    private static final class RequestingClient {

        private final Client client;
        private final List<Watch> watches;
        private final Map<String, Download> accepted = new ConcurrentHashMap<>();
        private final ConcurrentLinkedQueue<HttpResponse<String>> answers = new ConcurrentLinkedQueue<>();

        private RequestingClient(Client client, List<Watch> watches) {
            this.client = client;
            this.watches = watches;
        }

        static RequestingClient connect(Cluster cluster, int number) {
            Client client = Client.newcomer(cluster.url());
            return new RequestingClient(client, number % OWNERS_PER_SOCKET == 0 ? List.of(client.watch()) : List.of());
        }

        void request() {
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

        /** A busy replica may answer 503; a repeated request with the same key is one request. */
        private HttpResponse<String> untilAnswered(String key) {
            HttpResponse<String> first = client.post(TINY, "Idempotency-Key", key);
            return first.statusCode() != 503
                    ? first
                    : await("an answer").atMost(TIMEOUT).until(() -> client.post(TINY, "Idempotency-Key", key),
                            answer -> answer.statusCode() != 503);
        }

        boolean received(int status) {
            return answers.stream().anyMatch(answer -> answer.statusCode() == status);
        }

        void assertAllServed() {
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
