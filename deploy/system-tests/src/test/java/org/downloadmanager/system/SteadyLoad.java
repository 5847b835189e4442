package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Clients that each request the next file when the last one has ended. More clients than slots keep the queue filled. */
final class SteadyLoad implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final long PAUSE_MILLIS = 100;
    private static final long ROWS = 2_000;

    private final List<Client> clients;
    private final CompletableFuture<Void> requests;
    private volatile boolean isOver;

    SteadyLoad(URI server, int size) {
        clients = Stream.generate(() -> Client.newcomer(server)).limit(size).toList();
        clients.forEach(client -> client.requestSlowFile(ROWS));
        requests = CompletableFuture.runAsync(this::requestRepeatedly);
    }

    private void requestRepeatedly() {
        try {
            while (!isOver) {
                clients.stream().filter(client -> client.list().get(0).isEnded())
                        .forEach(client -> client.requestSlowFile(ROWS));
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the load, and waits until every download has ended. */
    void assertAllReady() {
        isOver = true;
        requests.join();
        for (Client client : clients) {
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
        clients.forEach(Client::close);
    }
}
