package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.downloadmanager.local.Cluster;

/** Some people, each of whom asks for one simulated file. */
final class People implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final List<Client> clients;

    People(Cluster cluster, int number) {
        clients = IntStream.range(0, number).mapToObj(each -> Client.newcomer(cluster.url())).toList();
    }

    void ask(long milliseconds) {
        clients.forEach(client -> client.requestSlowFile(milliseconds));
    }

    void ask(long milliseconds, int bytesPerRow) {
        clients.forEach(client -> client.requestSlowFile(milliseconds, bytesPerRow));
    }

    /** One of each. */
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

    List<Download> untilAllRun() {
        return await("work on everything").atMost(TIMEOUT).until(this::downloads,
                all -> all.stream().allMatch(download -> download.isProcessing() && download.hasDone(1)));
    }

    List<Download> untilAllHaveEnded() {
        return await("the end of everything").atMost(TIMEOUT).until(this::downloads,
                all -> all.stream().allMatch(Download::isEnded));
    }

    /** That download with some progress since. */
    Download untilItHasGoneOn(Download before) {
        return await("progress of " + before.id()).atMost(TIMEOUT).until(
                () -> downloads().stream().filter(now -> now.id().equals(before.id())).findFirst().orElseThrow(),
                now -> now.isProcessing() && now.hasDone(before.progress().done() + 1));
    }

    @Override
    public void close() {
        clients.forEach(Client::close);
    }
}
