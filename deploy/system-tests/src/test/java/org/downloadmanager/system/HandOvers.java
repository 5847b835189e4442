package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.KafkaBroker;
import org.downloadmanager.system.RedisInspector.Segment;

/** Observes, while it is open, how many bytes workers wrote of the downloads that they handed over. */
final class HandOvers implements AutoCloseable {

    private static final long INTERVAL_MILLIS = 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final StoreDirectory store;
    private final RedisInspector redis;
    private final KafkaBroker kafka;
    /** By segment. */
    private final Map<Path, Left> left = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Future<?> looking;

    /** The segment of a handed over download, and how many of its bytes must be written again. */
    private record Left(String download, long bytesInVain) {}

    /** @param downloads that may be handed over */
    HandOvers(Cluster cluster, Supplier<Collection<String>> downloads) {
        this.store = new StoreDirectory(cluster);
        this.redis = new RedisInspector(cluster.redis().uri());
        this.kafka = cluster.kafka();
        this.looking = thread.scheduleWithFixedDelay(() -> downloads.get().forEach(this::look), 0,
                INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look(String id) {
        for (Segment recorded : redis.handedOver(id)) {
            Path segment = store.segment(id, recorded.name());
            try {
                left.put(segment, new Left(id, Files.size(segment) - recorded.length()));
            } catch (NoSuchFileException e) {
                // The segment has become a whole file.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Checks that there were hand-overs, and that no worker wrote a byte beyond the checkpoint of its hand-over. */
    void assertNothingIsRepeated() {
        await("a look at what was handed over").atMost(TIMEOUT).until(() -> looking.isDone() || !left.isEmpty());
        assertThat(looking).isNotDone();
        // On a busy machine a lease may expire instead; the events distinguish that from a hand-over.
        Set<String> expired = EventHistory.withExpiredLeases(kafka);
        assertThat(left.values()).filteredOn(each -> !expired.contains(each.download())).isNotEmpty()
                .allSatisfy(each -> assertThat(each.bytesInVain()).as("%s", left).isZero());
    }

    @Override
    public void close() {
        thread.shutdown();
        await("the last look").atMost(TIMEOUT).until(thread::isTerminated);
        redis.close();
    }
}
