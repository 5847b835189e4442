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

/** Looks, as long as it is open, at how much workers have written of what they handed over. */
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

    /** What was left of a download, and how much of it must be made again. */
    private record Left(String download, long bytesInVain) {}

    /** @param downloads those that may be handed over */
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
                // The file has become whole meanwhile.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** That there were some, and that no worker had written a byte beyond the checkpoint at which it handed over. */
    void assertNothingIsRepeated() {
        await("a look at what was handed over").atMost(TIMEOUT).until(() -> looking.isDone() || !left.isEmpty());
        assertThat(looking).isNotDone();
        // On a busy machine a lease may expire: that is no hand-over, and the events tell it from one.
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
