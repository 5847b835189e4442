package org.downloadmanager.system;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.downloadmanager.local.KafkaBroker;

/** The consumer group of the workers, as Kafka sees it. */
final class WorkerGroup implements AutoCloseable {

    private static final String GROUP = "download-workers";

    private final Admin admin;

    WorkerGroup(KafkaBroker kafka) {
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()));
    }

    /** The partitions of each member. */
    List<Set<TopicPartition>> members() {
        return answer(admin.describeConsumerGroups(List.of(GROUP)).all()).get(GROUP).members().stream()
                .map(member -> member.assignment().topicPartitions()).toList();
    }

    /** The number of commands in these partitions. */
    long commandsIn(Set<TopicPartition> partitions) {
        Map<TopicPartition, OffsetSpec> ends = partitions.stream()
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        return answer(admin.listOffsets(ends).all()).values().stream().mapToLong(ListOffsetsResultInfo::offset).sum();
    }

    private static <T> T answer(KafkaFuture<T> asked) {
        return asked.toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() {
        admin.close();
    }
}
