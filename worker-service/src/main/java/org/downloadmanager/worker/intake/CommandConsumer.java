package org.downloadmanager.worker.intake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.DownloadsConfig;
import org.downloadmanager.downloads.LogContext;
import org.downloadmanager.downloads.StoreUnavailableException;
import org.downloadmanager.downloads.WorkQueue;
import org.downloadmanager.downloads.WorkQueue.Key;
import org.downloadmanager.downloads.WorkQueue.TrackingStatus;
import org.downloadmanager.messages.DownloadJson;
import org.downloadmanager.messages.Topics;
import org.downloadmanager.supervision.SupervisedThread;
import org.downloadmanager.supervision.ThreadSupervisor;
import org.downloadmanager.worker.execution.Dispatcher;
import org.downloadmanager.worker.execution.DownloadReporter;

import io.quarkus.logging.Log;
import io.smallrye.common.annotation.Identifier;

/**
 * Reads commands and commits each one after its download has ended, on any worker. One thread polls and does nothing
 * else, so that it keeps its interval; a second one dispatches the commands; a third one checks the heads of the
 * partitions in the store. A lost partition stops no download: a claim gives the right to run, not a partition.
 */
@Singleton
public class CommandConsumer {

    private static final Duration POLL = Duration.ofMillis(100);
    /** A late commit costs little: after a crash, a few ended commands are read again. */
    private static final long COMMIT_INTERVAL = TimeUnit.MILLISECONDS.toNanos(500);
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration PAUSE_WITHOUT_STORE = Duration.ofMillis(200);
    private static final Duration PAUSE_WITHOUT_KAFKA = Duration.ofSeconds(1);
    private static final Duration HEAD_INTERVAL = Duration.ofSeconds(1);
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(15);
    private static final Duration MAX_HEARTBEAT = Duration.ofSeconds(3);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    /** Commands in memory per partition. The poller finds the downloads of those that are not read yet in Redis. */
    private static final int MAX_UNCOMMITTED = 2_000;

    private final KafkaConsumer<String, String> consumer;
    private final Dispatcher dispatcher;
    private final WorkQueue queue;
    private final Map<TopicPartition, OffsetTracker> trackers = new ConcurrentHashMap<>();
    private final LostPartitions lost;
    private final Set<TopicPartition> toReread = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Download> arrived = new LinkedBlockingQueue<>();
    private final SupervisedThread poller;
    private final SupervisedThread intake;
    private final SupervisedThread headWatcher;
    private long committedAt = System.nanoTime();
    private volatile boolean stopping;
    private volatile int assigned;

    CommandConsumer(@Identifier("default-kafka-broker") Map<String, Object> kafka, CommandsConfig config,
            Dispatcher dispatcher, DownloadReporter reporter,
            WorkQueue queue, DownloadsConfig downloads, ThreadSupervisor supervisor) {
        this.dispatcher = dispatcher;
        this.queue = queue;
        this.lost = new LostPartitions(downloads.lease());
        this.poller = supervisor.thread("command-poller", POLL_INTERVAL, this::poll);
        this.intake = supervisor.thread("intake", () -> dispatch(arrived.take()));
        this.headWatcher = supervisor.thread("head-watcher", this::watchHeads);
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, config.group());
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, config.groupProtocol().name());
        if (config.groupProtocol() == GroupProtocol.CLASSIC) {
            settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) config.sessionTimeout().toMillis());
            // A consumer learns of a rebalance through its heartbeats.
            settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                    (int) Math.min(MAX_HEARTBEAT.toMillis(), config.sessionTimeout().toMillis() / 4));
            // A rebalance moves no more partitions than it must.
            settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                    CooperativeStickyAssignor.class.getName());
        }
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) POLL_INTERVAL.toMillis());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // A command that was written before the first commit of the group must not be skipped.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
        reporter.onEnd(this::ended);
    }

    public void start() {
        consumer.subscribe(List.of(Topics.COMMANDS), new Rebalance());
        poller.start();
        intake.start();
        headWatcher.start();
    }

    /** Leaves the group, so that other workers get its partitions at once. */
    public void stop() throws InterruptedException {
        stopping = true;
        headWatcher.stop(STOP_TIMEOUT);
        intake.stop(STOP_TIMEOUT);
        if (poller.stop(STOP_TIMEOUT)) {
            consumer.close(CloseOptions.timeout(COMMIT_TIMEOUT));
        }
    }

    public int partitions() {
        return assigned;
    }

    private void poll() throws InterruptedException {
        try {
            consumer.poll(POLL).forEach(this::read);
            rereadLost();
            pauseFull();
            if (System.nanoTime() - committedAt >= COMMIT_INTERVAL) {
                commit();
            }
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            Log.warnf("Commands not read: %s", e.toString());
            Thread.sleep(PAUSE_WITHOUT_KAFKA.toMillis());
        }
    }

    private void read(ConsumerRecord<String, String> record) {
        OffsetTracker tracker = trackers.computeIfAbsent(new TopicPartition(record.topic(), record.partition()),
                partition -> new OffsetTracker(record.offset()));
        try {
            Download command = DownloadJson.read(record.value());
            tracker.add(record.offset(), Key.of(command));
            arrived.add(command);
        } catch (RuntimeException e) {
            Log.errorf(e, "Not a command: partition=%d, offset=%d", record.partition(), record.offset());
            tracker.skip(record.offset());
        }
    }

    private void dispatch(Download command) throws InterruptedException {
        while (!stopping) {
            LogContext.enter(command.id());
            try {
                dispatcher.onCommand(command);
                return;
            } catch (StoreUnavailableException e) {
                Thread.sleep(PAUSE_WITHOUT_STORE.toMillis());
            } catch (RuntimeException e) {
                Log.errorf(e, "Command not dispatched: downloadId=%s", command.id());
                return;
            } finally {
                LogContext.leave();
            }
        }
    }

    private void ended(DownloadId id) {
        trackers.values().forEach(tracker -> tracker.ended(id));
    }

    private void commit() {
        committedAt = System.nanoTime();
        Map<TopicPartition, OffsetAndMetadata> offsets = committable(trackers.keySet());
        if (!offsets.isEmpty()) {
            // The client of KIP-848 passes null instead of the offsets of a failed commit.
            consumer.commitAsync(offsets, (committed, failure) -> {
                if (failure != null) {
                    Log.debugf("Offsets not committed: %s", failure.toString());
                    offsets.keySet().forEach(partition -> Optional.ofNullable(trackers.get(partition))
                            .ifPresent(OffsetTracker::commitAgain));
                }
            });
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> committable(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Optional.ofNullable(trackers.get(partition)).map(OffsetTracker::toCommit)
                    .ifPresent(offset -> offset.ifPresent(at -> offsets.put(partition, new OffsetAndMetadata(at))));
        }
        return offsets;
    }

    private void pauseFull() {
        Set<TopicPartition> paused = consumer.paused();
        trackers.forEach((partition, tracker) -> {
            boolean full = tracker.size() >= MAX_UNCOMMITTED;
            if (full && !paused.contains(partition)) {
                consumer.pause(List.of(partition));
            } else if (!full && paused.contains(partition)) {
                consumer.resume(List.of(partition));
            }
        });
    }

    /** After a loss of data in Redis, every uncommitted command is read again and restores its download. */
    private void rereadLost() {
        for (TopicPartition partition : List.copyOf(toReread)) {
            if (trackers.containsKey(partition)) {
                // A failure leaves the partition in the set, and the next poll tries again.
                OffsetAndMetadata committed = consumer.committed(Set.of(partition), COMMIT_TIMEOUT).get(partition);
                if (committed == null) {
                    consumer.seekToBeginning(List.of(partition));
                } else {
                    consumer.seek(partition, committed);
                }
                trackers.remove(partition);
                Log.warnf("Commands are read again: partition=%d", partition.partition());
            }
            toReread.remove(partition);
        }
    }

    private void watchHeads() throws InterruptedException {
        Thread.sleep(HEAD_INTERVAL.toMillis());
        try {
            while (dropEndedHeads()) {
                // The next heads may have ended as well.
            }
            toReread.addAll(lost.takeDue(System.nanoTime()));
        } catch (StoreUnavailableException e) {
            lost.contactLost(System.nanoTime());
            Log.debugf("Partition heads unknown: %s", e.getMessage());
        }
    }

    private boolean dropEndedHeads() {
        List<TopicPartition> partitions = new ArrayList<>();
        List<Key> heads = new ArrayList<>();
        trackers.forEach((partition, tracker) -> tracker.head().ifPresent(head -> {
            partitions.add(partition);
            heads.add(head);
        }));
        List<TrackingStatus> statuses = queue.statuses(heads);
        boolean any = false;
        for (int i = 0; i < heads.size(); i++) {
            if (statuses.get(i) == TrackingStatus.ENDED) {
                ended(heads.get(i).id());
                any = true;
            } else if (statuses.get(i) == TrackingStatus.MISSING) {
                lost.add(partitions.get(i), System.nanoTime());
            }
        }
        return any;
    }

    private final class Rebalance implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            Log.infof("Partitions assigned: %d", partitions.size());
            assigned += partitions.size();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            Log.infof("Partitions revoked: %d", partitions.size());
            assigned -= partitions.size();
            Map<TopicPartition, OffsetAndMetadata> offsets = committable(partitions);
            trackers.keySet().removeAll(partitions);
            try {
                consumer.commitSync(offsets, COMMIT_TIMEOUT);
            } catch (KafkaException e) {
                // The next consumer reads a few ended commands again and learns from the store that they have ended.
                Log.debugf("Offsets not committed: %s", e.toString());
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            Log.infof("Partitions lost: %d", partitions.size());
            assigned -= partitions.size();
            trackers.keySet().removeAll(partitions);
        }
    }
}
