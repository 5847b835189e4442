package org.downloadmanager.local;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A real Kafka broker with one node (KRaft), as a child process that does not outlive this JVM. It has the topics of the
 * system; acknowledged records survive {@link #kill()} and {@link #restart()}.
 */
public final class KafkaBroker implements AutoCloseable {

    public static final String COMMANDS = "download-commands";
    public static final String EVENTS = "download-events";
    public static final String DEAD_LETTERS = "download-commands-dlq";

    /** Short for tests; a managed broker may require 45 s. */
    static final Duration GROUP_SESSION_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration CALL = Duration.ofSeconds(10);

    private final ManagedProcess part;

    private KafkaBroker(ManagedProcess part) {
        this.part = part;
    }

    /** Starts on a free port of 127.0.0.1 with the records in {@code directory}; returns when the topics are usable. */
    public static KafkaBroker start(Path directory) {
        return start(directory, GROUP_SESSION_TIMEOUT);
    }

    /** @param groupSessionTimeout after which a silent consumer loses its partitions */
    public static KafkaBroker start(Path directory, Duration groupSessionTimeout) {
        KafkaBroker broker = prepare(directory, directory.resolve("kafka.log"), Ports.free(), groupSessionTimeout,
                List.of(),
                List.of());
        try {
            broker.part.start();
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
        return broker;
    }

    /**
     * @param proxies each gets a listener of its own, because the broker redirects every client to the advertised
     *         address of its listener
     */
    static KafkaBroker prepare(Path directory, Path log, int port, Duration groupSessionTimeout,
            Collection<FaultProxy> proxies, List<String> jvmOptions) {
        Path data = directory.toAbsolutePath().resolve("data");
        Path config = directory.toAbsolutePath().resolve("server.properties");
        try {
            Files.createDirectories(data);
            try (Writer writer = Files.newBufferedWriter(config)) {
                properties(port, Ports.free(), data, groupSessionTimeout, proxies).store(writer, null);
            }
        } catch (IOException e) {
            throw new ClusterException("Kafka cannot be prepared in " + directory + ": " + e.getMessage() + ".", e);
        }
        List<String> command = new ArrayList<>(List.of(Jvm.java(), "-Xmx384m", "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dlog4j2.configurationFile=classpath:org/downloadmanager/local/broker-log4j2.properties"));
        if (Jvm.has("org.apache.logging.slf4j.SLF4JServiceProvider")) {
            command.add("-Dslf4j.provider=org.apache.logging.slf4j.SLF4JServiceProvider");
        }
        command.addAll(jvmOptions);
        command.addAll(List.of(BrokerMain.class.getName(), config.toString(), data.toString()));
        return new KafkaBroker(new ManagedProcess(Role.KAFKA, Role.KAFKA.word(), port, log,
                new ManagedProcess.ProcessSpec(command,
                        Jvm.classPath(), directory, () -> hasTopics(port), Duration.ofSeconds(90),
                        Duration.ofSeconds(30))));
    }

    private static Properties properties(int port, int controllerPort, Path data, Duration groupSessionTimeout,
            Collection<FaultProxy> proxies) {
        String session = Long.toString(groupSessionTimeout.toMillis());
        Properties properties = listeners(port, controllerPort, proxies);
        properties.putAll(Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "controller.quorum.voters", "1@127.0.0.1:" + controllerPort,
                "controller.listener.names", "CONTROLLER",
                "log.dirs", data.toString(),
                "auto.create.topics.enable", "false",
                // After a SIGKILL, the old registration must expire before the new one is accepted.
                "broker.session.timeout.ms", "2000",
                "broker.heartbeat.interval.ms", "500"));
        properties.putAll(Map.of(
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "4",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "2",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                "share.coordinator.state.topic.num.partitions", "2",
                "min.insync.replicas", "1"));
        properties.putAll(Map.of(
                "group.initial.rebalance.delay.ms", "0",
                "group.min.session.timeout.ms", session,
                "group.consumer.min.session.timeout.ms", session,
                "group.consumer.session.timeout.ms", session,
                "group.consumer.min.heartbeat.interval.ms", "500",
                "group.consumer.heartbeat.interval.ms", "500",
                "num.network.threads", "2",
                "num.io.threads", "4",
                // The default would take a third of the small heap.
                "log.cleaner.dedupe.buffer.size", "4194304"));
        return properties;
    }

    private static Properties listeners(int port, int controllerPort, Collection<FaultProxy> proxies) {
        StringBuilder listeners = new StringBuilder("PLAINTEXT://127.0.0.1:" + port);
        StringBuilder advertised = new StringBuilder(listeners);
        StringBuilder protocols = new StringBuilder("PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        for (FaultProxy proxy : proxies) {
            String name = "LINK" + proxy.port();
            listeners.append("," + name + "://127.0.0.1:" + proxy.serverPort());
            advertised.append("," + name + "://127.0.0.1:" + proxy.port());
            protocols.append("," + name + ":PLAINTEXT");
        }
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "listeners", listeners + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "advertised.listeners", advertised.toString(),
                "listener.security.protocol.map", protocols.toString()));
        return properties;
    }

    private static List<NewTopic> topics() {
        return List.of(
                topic(COMMANDS, 48, Duration.ofDays(7), Duration.ofDays(1)),
                // Only whole segments are deleted, so they must be shorter than the retention.
                topic(EVENTS, 6, Duration.ofHours(1), Duration.ofMinutes(10)),
                topic(DEAD_LETTERS, 6, Duration.ofDays(30), Duration.ofDays(7)));
    }

    private static NewTopic topic(String name, int partitions, Duration retention, Duration segment) {
        return new NewTopic(name, partitions, (short) 1).configs(Map.of(
                TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()),
                TopicConfig.SEGMENT_MS_CONFIG, Long.toString(segment.toMillis())));
    }

    /** Creates missing topics; true when each partition of each topic has a leader. */
    private static boolean hasTopics(int port) {
        if (!Ports.accepts(port)) {
            // The client would log each of its attempts.
            return false;
        }
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + port,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) CALL.toMillis() / 2,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) CALL.toMillis());
        try (Admin admin = Admin.create(settings)) {
            Set<String> present = result(admin.listTopics().names());
            List<NewTopic> missing = topics().stream().filter(topic -> !present.contains(topic.name())).toList();
            result(admin.createTopics(missing).all());
            List<String> names = topics().stream().map(NewTopic::name).toList();
            return result(admin.describeTopics(names).allTopicNames()).values().stream()
                    .allMatch(KafkaBroker::hasLeaders);
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static <T> T result(KafkaFuture<T> future)
            throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(CALL.toSeconds(), TimeUnit.SECONDS);
    }

    private static boolean hasLeaders(TopicDescription topic) {
        return topic.partitions().stream()
                .allMatch(partition -> partition.leader() != null && !partition.leader().isEmpty());
    }

    public int port() {
        return part.port();
    }

    /** The value for {@code kafka.bootstrap.servers}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port();
    }

    /** The process, to stop, freeze and thaw it. */
    public ManagedProcess part() {
        return part;
    }

    /** SIGKILL. */
    public void kill() {
        part.kill();
    }

    /**
     * Starts again with the same port and records, after an orderly stop if it is running; returns when the topics are
     * usable.
     */
    public void restart() {
        if (part.isAlive()) {
            part.stop();
        }
        part.start();
    }

    /** Stops it; the records stay. */
    @Override
    public void close() {
        part.retire();
    }
}
