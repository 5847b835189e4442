package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.downloadmanager.local.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One active download per owner, for any number of requests to any replicas. */
@ExtendWith(SharedCluster.class)
class OneAtATimeE2E {

    private static final int REQUESTS = 50;
    private static final String SLOW = Client.body("simulated", "csv", Map.of("rows", 1000, "duration", 60_000));
    private static final String OTHER = Client.body("simulated", "csv", Map.of("rows", 1001, "duration", 60_000));

    @Test
    void ofFiftySimultaneousRequestsOneIsAcceptedAndTheOthersNameIt(Cluster cluster, Client ann) {
        // When
        List<HttpResponse<String>> answers = simultaneously(cluster, ann, replica -> replica.post(SLOW));

        // Then
        List<HttpResponse<String>> accepted = answers.stream().filter(answer -> answer.statusCode() == 202).toList();
        assertThat(accepted).hasSize(1);
        String running = Download.parse(accepted.get(0).body()).id();
        assertThat(answers).filteredOn(answer -> !accepted.contains(answer)).hasSize(REQUESTS - 1)
                .allSatisfy(answer -> {
                    assertThat(Problem.of(answer)).isEqualTo(new Problem(409, "already-running"));
                    assertThat(Problem.document(answer).path("downloads")).singleElement()
                            .satisfies(download -> assertThat(download.path("id").asText()).isEqualTo(running));
                });
        assertThat(ann.list()).extracting(Download::id).containsExactly(running);
    }

    @Test
    void fiftySimultaneousRequestsUnderOneKeyAreOneRequest(Cluster cluster, Client ann) {
        // When
        List<HttpResponse<String>> answers = simultaneously(cluster, ann,
                replica -> replica.post(SLOW, "Idempotency-Key", "one"));

        // Then
        assertThat(answers).allMatch(answer -> answer.statusCode() == 202);
        assertThat(answers.stream().map(answer -> Download.parse(answer.body()).id()).distinct()).hasSize(1);
        assertThat(ann.list()).hasSize(1);
    }

    @Test
    void aReusedKeyWithAnotherRequestIsRefused(Client ann) {
        // Given
        Download first = ann.requestUnderKey("one", SLOW);

        // When
        HttpResponse<String> answer = ann.post(OTHER, "Idempotency-Key", "one");

        // Then
        assertThat(Problem.of(answer)).isEqualTo(new Problem(422, "idempotency-key-reused"));
        assertThat(ann.list()).extracting(Download::id).containsExactly(first.id());
    }

    @Test
    void idempotencyKeysAreScopedToTheirOwner(Client ann, Client ben) {
        // Given
        Download ofAnn = ann.requestUnderKey("one", SLOW);

        // When
        Download ofBen = ben.requestUnderKey("one", OTHER);

        // Then
        assertThat(ofBen.id()).isNotEqualTo(ofAnn.id());
        assertThat(ben.list()).extracting(Download::id).containsExactly(ofBen.id());
    }

    @Test
    void theNextDownloadIsAcceptedAfterTheLastEnded(Client ann) {
        try (Watch watch = ann.watch()) {
            // Given
            watch.untilEnd(ann.request("tiny", "csv", Map.of()).id());

            // When
            HttpResponse<String> answer = ann.post(SLOW);

            // Then
            assertThat(answer.statusCode()).isEqualTo(202);
        }
    }

    private static List<HttpResponse<String>> simultaneously(Cluster cluster, Client client,
            Function<Client, HttpResponse<String>> request) {
        List<Client> replicas = List.of(client.through(cluster.part("api-1")), client.through(cluster.part("api-2")));
        CountDownLatch everybodyIsReady = new CountDownLatch(REQUESTS);
        ExecutorService threads = Executors.newFixedThreadPool(REQUESTS);
        try {
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, REQUESTS)
                    .mapToObj(number -> CompletableFuture.supplyAsync(() -> {
                        everybodyIsReady.countDown();
                        await(everybodyIsReady);
                        return request.apply(replicas.get(number % replicas.size()));
                    }, threads)).toList();
            return answers.stream().map(CompletableFuture::join).toList();
        } finally {
            threads.shutdown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
