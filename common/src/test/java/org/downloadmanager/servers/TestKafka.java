package org.downloadmanager.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.downloadmanager.local.KafkaBroker;
import org.downloadmanager.messages.Topics;
import org.testcontainers.kafka.KafkaContainer;

/** A real Kafka broker with the topics of the system, selected and started like {@link TestRedis}. */
public final class TestKafka implements AutoCloseable {

    private final AutoCloseable server;
    private final String bootstrapServers;

    private TestKafka(AutoCloseable server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    public static TestKafka start() {
        if (ServerKind.chosen() == ServerKind.CONTAINERS) {
            KafkaContainer container = new KafkaContainer("apache/kafka:4.1.1")
                    .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
            container.start();
            createTopics(container.getBootstrapServers());
            return new TestKafka(container, container.getBootstrapServers());
        }
        try {
            Path directory = Files.createTempDirectory("kafka");
            // The embedded broker creates the topics itself.
            KafkaBroker broker = KafkaBroker.start(directory);
            return new TestKafka(() -> {
                broker.close();
                TemporaryFiles.delete(directory);
            }, broker.bootstrapServers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void createTopics(String bootstrapServers) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            admin.createTopics(List.of(
                    new NewTopic(Topics.COMMANDS, 48, (short) 1),
                    new NewTopic(Topics.EVENTS, 6, (short) 1),
                    new NewTopic(Topics.DEAD_LETTERS, 6, (short) 1))).all().get();
        } catch (Exception e) {
            throw new IllegalStateException("Kafka has no topics", e);
        }
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException("Kafka did not stop", e);
        }
    }
}
