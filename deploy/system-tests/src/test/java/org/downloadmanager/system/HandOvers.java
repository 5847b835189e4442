package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.system.RedisQuestions.Segment;

/** Looks, as long as it is open, at how much workers have written of what they handed over. */
final class HandOvers implements AutoCloseable {

    private static final long INTERVAL_MILLIS = 20;

    private final StoreDirectory store;
    private final RedisQuestions redis;
    private final Map<Path, Long> bytesInVain = new ConcurrentHashMap<>();
    private final Set<String> lapsed = new HashSet<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Future<?> looking;

    /** @param downloads those that may be handed over */
    HandOvers(Cluster cluster, Supplier<Collection<String>> downloads) {
        this.store = new StoreDirectory(cluster);
        this.redis = new RedisQuestions(cluster.redis().uri());
        this.looking = thread.scheduleWithFixedDelay(() -> downloads.get().forEach(this::look), 0,
                INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look(String id) {
        if (redis.hasLapsed(id)) {
            // On a busy machine a lease may lapse: that is no hand-over.
            lapsed.add(id);
        }
        if (lapsed.contains(id)) {
            return;
        }
        for (Segment left : redis.handedOver(id)) {
            Path segment = store.segment(id, left.name());
            try {
                bytesInVain.put(segment, Files.size(segment) - left.length());
            } catch (NoSuchFileException e) {
                // The file has become whole meanwhile.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** That there were some, and that no worker had written a byte beyond the checkpoint at which it handed over. */
    void assertNothingIsRepeated() {
        assertThat(looking).isNotDone();
        assertThat(bytesInVain).isNotEmpty();
        assertThat(bytesInVain.values()).as("%s", bytesInVain).containsOnly(0L);
    }

    @Override
    public void close() {
        thread.shutdown();
        await("the last look").until(thread::isTerminated);
        redis.close();
    }
}
