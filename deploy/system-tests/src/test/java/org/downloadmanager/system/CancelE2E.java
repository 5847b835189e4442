package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.downloadmanager.local.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Cancelled downloads stop using resources. */
@ExtendWith(SharedCluster.class)
class CancelE2E {

    /** Two workers with four slots each. */
    private static final int SLOTS = 8;
    /** Ten times the promise. */
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    @Test
    void aCancelledDownloadStopsItsGenerator(Cluster cluster, Client ann) throws IOException {
        try (Watch watch = ann.watch()) {
            // Given
            StoreDirectory store = new StoreDirectory(cluster);
            long wholeFile = Files.size(SampleData.allFlights());
            Download running = watch.untilRunning(ann.request("flights", "csv", Map.of()).id(), 100_000);

            // When
            HttpResponse<String> answer = ann.delete(running.id());

            // Then
            assertThat(Download.parse(answer.body()).isCancelled()).isTrue();
            assertThat(watch.untilEnd(running.id()).isCancelled()).isTrue();
            AtomicLong before = new AtomicLong(-1);
            await("the end of the writing").pollInterval(Duration.ofSeconds(1)).atMost(AT_ONCE).until(() -> {
                long now = store.draftBytes(running.id());
                return before.getAndSet(now) == now;
            });
            assertThat(before.get()).isLessThan(wholeFile);
            assertThat(store.files(running.id())).isEmpty();
            assertThat(ann.find(running.id()).state()).isEqualTo("CANCELLED");
        }
    }

    @Test
    void aCancelledDownloadFreesItsSlot(Cluster cluster, Client ann) {
        List<Client> busy = occupyAllSlots(cluster);
        try (Watch watch = ann.watch()) {
            // Given
            Download waiting = ann.requestSlowFile(60_000);
            assertThat(ann.find(waiting.id()).isPending()).isTrue();

            // When
            busy.get(0).delete(busy.get(0).list().get(0).id());

            // Then
            assertThat(watch.until(waiting.id(), Download::isProcessing).attempt()).isEqualTo(1);
        } finally {
            busy.forEach(Client::close);
        }
    }

    @Test
    void aCancelledQueuedDownloadNeverStarts(Cluster cluster, Client ann, Client ben) {
        List<Client> busy = occupyAllSlots(cluster);
        try (Watch ofAnn = ann.watch(); Watch ofBen = ben.watch()) {
            // Given
            Download unwanted = ann.requestSlowFile(60_000);
            Download next = ben.requestSlowFile(60_000);

            // When
            HttpResponse<String> answer = ann.delete(unwanted.id());
            busy.get(0).delete(busy.get(0).list().get(0).id());

            // Then
            assertThat(Download.parse(answer.body()).isCancelled()).isTrue();
            ofBen.until(next.id(), Download::isProcessing);
            assertThat(ofAnn.untilEnd(unwanted.id()).attempt()).isZero();
            assertThat(ofAnn.of(unwanted.id())).noneMatch(Download::isProcessing);
        } finally {
            busy.forEach(Client::close);
        }
    }

    @Test
    void removedFileIsGone(Cluster cluster, Client ann) {
        try (Watch watch = ann.watch()) {
            // Given
            StoreDirectory store = new StoreDirectory(cluster);
            Download ready = watch.untilEnd(ann.request("tiny", "csv", Map.of()).id());
            assertThat(store.files(ready.id())).hasSize(1);

            // When
            HttpResponse<String> answer = ann.delete(ready.id());

            // Then
            assertThat(answer.statusCode()).isEqualTo(204);
            Problem notFound = new Problem(404, "not-found");
            assertThat(Problem.of(ann.delete(ready.id()))).isEqualTo(notFound);
            assertThat(Problem.of(ann.ask("/api/downloads/" + ready.id()))).isEqualTo(notFound);
            assertThat(Problem.of(ann.ask(ready.file().url()))).isEqualTo(notFound);
            assertThat(store.files(ready.id())).isEmpty();
            assertThat(ann.list()).isEmpty();
        }
    }

    /** With as many clients; each has one processing download. */
    private static List<Client> occupyAllSlots(Cluster cluster) {
        List<Client> people = IntStream.range(0, SLOTS).mapToObj(number -> Client.newcomer(cluster.url())).toList();
        people.forEach(person -> person.requestSlowFile(120_000));
        await("work in all slots").atMost(Duration.ofMinutes(1))
                .until(() -> people.stream().allMatch(person -> person.list().get(0).isProcessing()));
        return people;
    }
}
