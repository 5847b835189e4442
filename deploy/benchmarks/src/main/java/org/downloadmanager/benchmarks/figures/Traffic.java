package org.downloadmanager.benchmarks.figures;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.downloadmanager.benchmarks.load.CpuTimes;
import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.KafkaBroker;
import org.downloadmanager.local.ManagedProcess;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;

/** Counts the commands of a cluster to Redis and its records in Kafka. */
final class Traffic implements AutoCloseable {

    private static final Pattern CALLS = Pattern.compile("cmdstat_(\\S+):calls=(\\d+)");
    private static final Pattern MEMORY = Pattern.compile("used_memory:(\\d+)");
    private static final int BROKER = 1;

    private final Vertx vertx = Vertx.vertx();
    private final Redis redis;
    private final Admin kafka;
    private final List<TopicPartition> partitions;

    /**
     * @param redisCommands including those of scripts
     * @param redisScripts each of which is also a command
     */
    record Count(double redisCommands, double redisScripts, double kafkaRecords, double kafkaBytes) {

        Count since(Count before) {
            return new Count(redisCommands - before.redisCommands, redisScripts - before.redisScripts,
                    kafkaRecords - before.kafkaRecords, kafkaBytes - before.kafkaBytes);
        }
    }

    Traffic(Cluster cluster) {
        redis = Redis.createClient(vertx, cluster.redis().uri().toString());
        kafka = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.kafka().bootstrapServers()));
        partitions = answer(kafka.describeTopics(List.of(KafkaBroker.COMMANDS, KafkaBroker.EVENTS,
                KafkaBroker.DEAD_LETTERS)).allTopicNames()).values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
    }

    /**
     * The traffic and cost of a period.
     *
     * @param processorMillis by role
     */
    record Spent(Count traffic, Map<String, Double> processorMillis) {}

    /** Measures from now on, for the window. */
    Spent during(Duration window, List<ManagedProcess> parts) throws InterruptedException {
        Count before = now();
        CpuTimes processors = CpuTimes.of(parts);
        Thread.sleep(window.toMillis());
        return new Spent(now().since(before), CpuTimes.of(parts).since(processors));
    }

    /** The counts since the servers were started. */
    Count now() {
        Map<String, Double> calls = CALLS.matcher(answer(redis.send(Request.cmd(Command.INFO).arg("commandstats")))
                .toString()).results().collect(Collectors.toMap(found -> found.group(1), Traffic::number));
        double scripts = calls.getOrDefault("eval", 0.0) + calls.getOrDefault("evalsha", 0.0);
        return new Count(calls.values().stream().mapToDouble(Double::doubleValue).sum(), scripts, records(), bytes());
    }

    /** The memory that Redis has allocated. */
    double redisBytes() {
        String memory = answer(redis.send(Request.cmd(Command.INFO).arg("memory"))).toString();
        return MEMORY.matcher(memory).results().mapToDouble(found -> Double.parseDouble(found.group(1))).findFirst()
                .orElseThrow();
    }

    private static double number(MatchResult found) {
        return Double.parseDouble(found.group(2));
    }

    private double records() {
        return answer(kafka.listOffsets(partitions.stream().collect(Collectors.toMap(partition -> partition,
                partition -> OffsetSpec.latest()))).all()).values().stream()
                .mapToLong(ListOffsetsResultInfo::offset).sum();
    }

    private double bytes() {
        return answer(kafka.describeLogDirs(List.of(BROKER)).allDescriptions()).get(BROKER).values().stream()
                .flatMap(directory -> directory.replicaInfos().entrySet().stream())
                .filter(replica -> partitions.contains(replica.getKey()))
                .mapToLong(replica -> replica.getValue().size()).sum();
    }

    private static <T> T answer(KafkaFuture<T> asked) {
        return asked.toCompletionStage().toCompletableFuture().join();
    }

    private static <T> T answer(Future<T> asked) {
        return asked.toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() {
        kafka.close();
        redis.close();
        answer(vertx.close());
    }
}
