package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.downloadmanager.local.Cluster;

/** Clients, each with one download of a simulated file. */
final class ClientGroup implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final List<Client> clients;

    ClientGroup(Cluster cluster, int number) {
        clients = IntStream.range(0, number).mapToObj(each -> Client.newcomer(cluster.url())).toList();
    }

    void request(long milliseconds) {
        clients.forEach(client -> client.requestSlowFile(milliseconds));
    }

    void request(long milliseconds, int bytesPerRow) {
        clients.forEach(client -> client.requestSlowFile(milliseconds, bytesPerRow));
    }

    /** The download of each client. */
    List<Download> downloads() {
        return clients.stream().map(client -> {
            List<Download> all = client.list();
            assertThat(all).hasSize(1);
            return all.get(0);
        }).toList();
    }

    List<String> ids() {
        return downloads().stream().map(Download::id).toList();
    }

    List<Download> awaitAllProcessing() {
        return await("every download to be processed").atMost(TIMEOUT).until(this::downloads,
                all -> all.stream().allMatch(download -> download.isProcessing() && download.hasDone(1)));
    }

    List<Download> awaitAllEnded() {
        return await("every download to end").atMost(TIMEOUT).until(this::downloads,
                all -> all.stream().allMatch(Download::isEnded));
    }

    /** The download, when it has more progress than before. */
    Download awaitProgressOf(Download before) {
        return await("progress of " + before.id()).atMost(TIMEOUT).until(
                () -> downloads().stream().filter(now -> now.id().equals(before.id())).findFirst().orElseThrow(),
                now -> now.isProcessing() && now.hasDone(before.progress().done() + 1));
    }

    @Override
    public void close() {
        clients.forEach(Client::close);
    }
}
