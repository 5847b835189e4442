package org.downloadmanager.system;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.downloadmanager.local.KafkaBroker;

/** The committed offsets of the commands. */
final class CommittedCommands implements AutoCloseable {

    private static final String GROUP = "download-workers";

    private static final int PARTITIONS = 48;

    private final Admin admin;

    CommittedCommands(KafkaBroker kafka) {
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()));
    }

    /** The number of committed commands. */
    long count() throws ExecutionException, InterruptedException {
        return admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get().values().stream()
                .mapToLong(OffsetAndMetadata::offset).sum();
    }

    /** The number of commands that a new consumer would read again. */
    long uncommitted() throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> partitions = IntStream.range(0, PARTITIONS).boxed().collect(
                Collectors.toMap(number -> new TopicPartition(KafkaBroker.COMMANDS, number),
                        number -> OffsetSpec.latest()));
        long written = admin.listOffsets(partitions).all().get().values().stream()
                .mapToLong(ListOffsetsResultInfo::offset).sum();
        return written - count();
    }

    @Override
    public void close() {
        admin.close();
    }
}
