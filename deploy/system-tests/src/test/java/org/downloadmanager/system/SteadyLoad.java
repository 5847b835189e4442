package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** People each of whom asks for the next file when the one before has ended: with more of them than slots, some wait. */
final class SteadyLoad implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final long PAUSE_MILLIS = 100;
    private static final long ROWS = 2_000;

    private final List<Client> people;
    private final CompletableFuture<Void> asking;
    private volatile boolean isOver;

    SteadyLoad(URI server, int size) {
        people = Stream.generate(() -> Client.newcomer(server)).limit(size).toList();
        people.forEach(client -> client.requestSlowFile(ROWS));
        asking = CompletableFuture.runAsync(this::askAgainAndAgain);
    }

    private void askAgainAndAgain() {
        try {
            while (!isOver) {
                people.stream().filter(client -> client.list().get(0).isEnded())
                        .forEach(client -> client.requestSlowFile(ROWS));
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it, and waits until everybody has everything. */
    void assertAllReady() {
        isOver = true;
        asking.join();
        for (Client client : people) {
            List<Download> all = await("the last file").atMost(TIMEOUT).until(client::list,
                    list -> list.get(0).isEnded());
            assertThat(all).allSatisfy(download -> {
                assertThat(download.state()).as("%s", download).isEqualTo("READY");
                assertThat(download.file().rows()).isEqualTo(ROWS);
            });
        }
    }

    @Override
    public void close() {
        isOver = true;
        people.forEach(Client::close);
    }
}
